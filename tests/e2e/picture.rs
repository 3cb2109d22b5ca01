//! The picture on the screen held against a terminal's buffer, cell by cell. No picture is stored: the page's own canvas
//! draws each character alone with the terminal's font, and the theme's tokens say the colours. The screen has to show that,
//! within what another rasterizer, a part of a pixel and a neighbour that hangs over can do.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Display, Formatter};
use std::ops::Range;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::page::{Colour, Page, Snapshot, hex};
use crate::terminal::{Cell, Screen, Terminal};

/// The buffer changes before the screen does, and a busy machine takes its time in between.
const PATIENCE: Duration = Duration::from_secs(30);
const TICK: Duration = Duration::from_millis(50);

/// Faults that are told of.
const TOLD: usize = 12;

/// Of 255 in each channel: what rounding does to a colour that has its pixels alone.
const FLAT: u8 = 2;

/// The same where ink and ground share them.
const SHARED: u8 = 12;

/// Of 255 in the channel where they differ most: from less, no shape of the ink is read.
const DISTINCT: u8 = 32;

/// Of what the canvas covers of a pixel: what the screen has to cover there or beside it.
const STRONG: f64 = 0.6;

/// Of all the ink of screen and canvas: what has to be in the same places. One rasterizer draws both, and they share 97 % and
/// more; most characters share less than this with any other.
const ALIKE: f64 = 0.8;

/// Of what the canvas has of a character in each channel: less, or so much more, is another ink. Pixels of a rasterizer that
/// knows the parts of a pixel have other colours each, and the same in sum.
const AMOUNT: f64 = 0.9;

/// Looks that are a line, and the third of the cell's height that it is in.
const LINES: [(&str, usize); 3] = [("overline", 0), ("strike", 1), ("underline", 2)];

/// The number of colours that are the theme's.
const THEMED: usize = 16;

/// A terminal's buffer and the picture of it, of one moment.
pub struct View {
    pub screen: Screen,
    pub snapshot: Snapshot,
    drawing: Drawing,
    glyphs: BTreeMap<Character, Glyph>,
}

/// A character as the canvas is asked for it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Character {
    text: String,
    width: u64,
    bold: bool,
    italic: bool,
    /// As `#rrggbb`: a rasterizer draws dark ink thinner than bright.
    ink: String,
}

/// A character alone: as wide as its cells with a margin on either side, as high as a row.
#[derive(Deserialize)]
struct Glyph {
    /// It brings its own colours, as emoji may.
    coloured: bool,
    /// How much of each pixel it covers, of 255.
    cover: Vec<Vec<u8>>,
}

/// Where and how the page draws a terminal.
#[derive(Deserialize)]
struct Drawing {
    /// The upper left corner in pixels of the screen.
    corner: (f64, f64),
    /// Width and height of a cell in pixels.
    cell: (f64, f64),
    /// The theme's: the first of the palette, the ink and the ground that nobody asked for.
    colours: Vec<String>,
    /// The cursor is a block, otherwise an outline.
    focused: bool,
    /// Pixels on either side of a glyph.
    margin: usize,
}

/// Pixels of the screen that a cell has.
pub struct Place {
    pub columns: Range<usize>,
    pub lines: Range<usize>,
}

impl Place {
    /// Without its edge: where a cell is no whole number of pixels wide, that is its neighbour's as well.
    fn inside(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let columns = self.columns.start + 1..self.columns.end - 1;
        (self.lines.start + 1..self.lines.end - 1).flat_map(move |y| columns.clone().map(move |x| (x, y)))
    }

    /// A pixel, counted from the cell's own corner.
    fn name(&self, (x, y): (usize, usize)) -> String {
        format!("its pixel {}, {}", x - self.columns.start, y - self.lines.start)
    }

    fn edge(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let (columns, lines) = (self.columns.clone(), self.lines.clone());
        let (right, bottom) = (columns.end - 1, lines.end - 1);
        let is_edge = move |(x, y): &(usize, usize)| {
            [*x == columns.start, *x == right, *y == lines.start, *y == bottom].contains(&true)
        };
        let columns = self.columns.clone();
        self.lines.clone().flat_map(move |y| columns.clone().map(move |x| (x, y))).filter(is_edge)
    }
}

/// A cell that is not drawn as the buffer has it.
#[derive(Debug)]
pub struct Fault {
    pub row: usize,
    pub column: usize,
    cell: String,
    what: String,
}

impl Display for Fault {
    fn fmt(&self, to: &mut Formatter<'_>) -> std::fmt::Result {
        write!(to, "row {}, column {}, {}: {}", self.row, self.column, self.cell, self.what)
    }
}

/// Waits until the picture on the screen is the buffer's, and gives both.
pub async fn is_drawn(page: &Page, terminal: &Terminal<'_>) -> View {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let view = View::of(page, terminal).await;
        let faults = view.as_ref().map(|view| view.faults_in(&view.snapshot));
        match (view, faults) {
            (Some(view), Some(faults)) if faults.is_empty() => return view,
            (_, faults) if Instant::now() > deadline => {
                let what = faults.map_or_else(|| "the buffer never rests".to_owned(), |faults| told(&faults));
                page.give_up(&format!("the screen has another picture than the buffer:\n{what}")).await
            }
            _ => tokio::time::sleep(TICK).await,
        }
    }
}

fn told(faults: &[Fault]) -> String {
    let lines: Vec<String> = faults.iter().take(TOLD).map(Fault::to_string).collect();
    format!("{}\n{} cells in all", lines.join("\n"), faults.len())
}

impl View {
    /// None where the buffer has changed while the picture was taken.
    async fn of(page: &Page, terminal: &Terminal<'_>) -> Option<View> {
        let screen = terminal.screen().await?;
        let drawing = page.script(&[CELL, DRAWING].concat(), vec![terminal.session.clone()]).await;
        let drawing: Drawing = serde_json::from_value(drawing).unwrap();
        let snapshot = page.snapshot();
        if terminal.screen().await? != screen {
            return None;
        }
        let mut view = View { screen, snapshot, drawing, glyphs: BTreeMap::new() };
        let characters: BTreeSet<Character> =
            view.cells().filter_map(|(row, column, _)| view.character(row, column)).collect();
        let asked = vec![terminal.session.clone(), json!(characters)];
        let glyphs = page.script(&[CELL, GLYPHS].concat(), asked).await;
        let glyphs: Vec<Glyph> = serde_json::from_value(glyphs).unwrap();
        view.glyphs = characters.into_iter().zip(glyphs).collect();
        Some(view)
    }

    /// Rows, columns and what they hold, without the latter half of what is wide.
    fn cells(&self) -> impl Iterator<Item = (usize, usize, &Cell)> {
        let rows = self.screen.rows.iter().enumerate();
        let all = rows.flat_map(|(row, cells)| cells.iter().enumerate().map(move |(column, cell)| (row, column, cell)));
        all.filter(|(_, _, cell)| cell.width > 0)
    }

    /// The cells, row by row, that are not drawn in this picture as the buffer has them.
    pub fn faults_in(&self, snapshot: &Snapshot) -> Vec<Fault> {
        let fault = |(row, column, cell): (usize, usize, &Cell)| {
            let what = self.check(snapshot, row, column).err()?;
            let (ink, ground) = self.colours(row, column);
            let cell = format!("{:?} {} in {} on {}", cell.text, cell.look, hex(ink), hex(ground));
            Some(Fault { row, column, cell, what })
        };
        self.cells().filter_map(fault).collect()
    }

    /// Where a cell is, with the one behind it where it is a wide one.
    pub fn place(&self, row: usize, column: usize) -> Place {
        let Drawing { corner: (left, top), cell: (width, height), .. } = self.drawing;
        let x = |column: usize| (left + column as f64 * width).round() as usize;
        let y = |row: usize| (top + row as f64 * height).round() as usize;
        let end = column + self.screen.rows[row][column].width.max(1) as usize;
        Place { columns: x(column)..x(end), lines: y(row)..y(row + 1) }
    }

    fn has_cursor(&self, row: usize, column: usize) -> bool {
        self.screen.cursor == (column as u64, row as u64)
    }

    fn theme(&self, number: usize) -> Colour {
        colour(&self.drawing.colours[number])
    }

    /// Ink and ground that a cell has to have, the ink as it is before it is dimmed.
    fn colours(&self, row: usize, column: usize) -> (Colour, Colour) {
        let cell = &self.screen.rows[row][column];
        let resolve = |name: &str, default: usize| match name {
            "" => self.theme(default),
            name if name.starts_with('#') => colour(name),
            number => match number.parse().unwrap() {
                number @ 0..THEMED => self.theme(number),
                number => colour(&palette(number)),
            },
        };
        let (ink, ground) = (resolve(&cell.ink, THEMED), resolve(&cell.ground, THEMED + 1));
        if self.has_cursor(row, column) && self.drawing.focused {
            return (self.theme(THEMED + 1), self.theme(THEMED));
        }
        if cell.is("inverse") { (ground, ink) } else { (ink, ground) }
    }

    /// # Errors
    /// In which way a cell is not drawn as the buffer has it.
    fn check(&self, snapshot: &Snapshot, row: usize, column: usize) -> Result<(), String> {
        let cell = &self.screen.rows[row][column];
        let (mut ink, ground) = self.colours(row, column);
        if cell.is("dim") {
            ink = [0, 1, 2].map(|channel| ink[channel].midpoint(ground[channel]));
        }
        let place = self.place(row, column);
        let glyph = self.glyph(row, column);
        let look = Look { snapshot, place: &place, ink, ground };
        let lines: Vec<_> = LINES.iter().filter(|(name, _)| cell.is(name)).collect();
        let neighbours = self.neighbours(row, column);
        let is_hung_over = |at| neighbours.iter().any(|(glyph, place)| self.cover_around(Some(glyph), place, at).1 > 0);
        for at in place.inside().filter(|at| !is_hung_over(*at)) {
            let drawn = snapshot.at(at.0, at.1);
            let (least, most) = if lines.is_empty() { self.cover_around(glyph, &place, at) } else { (0, 255) };
            let (is_right, wanted) = match (least, most) {
                (_, 0) => (is_near(drawn, ground, FLAT), "no ink"),
                _ if glyph.is_some_and(|glyph| glyph.coloured) => (true, "colours of its own"),
                (255, _) => (is_near(drawn, ink, FLAT), "ink alone"),
                _ => (is_between(drawn, ink, ground), "ink and ground"),
            };
            if !is_right {
                return Err(format!("{} is {}, and should be {wanted}", place.name(at), hex(drawn)));
            }
        }
        if self.has_cursor(row, column) && !self.drawing.focused {
            let outline = place.edge().filter(|(x, y)| is_near(snapshot.at(*x, *y), self.theme(THEMED), SHARED));
            if outline.count() * 2 < place.edge().count() {
                return Err("the cursor has no outline".to_owned());
            }
        }
        if let Some((name, _)) = lines.iter().find(|(_, third)| !look.has_line(*third)) {
            return Err(format!("there is no {name}"));
        }
        match glyph {
            Some(glyph) if glyph.coloured => {
                let is_drawn = place.inside().any(|(x, y)| !is_near(snapshot.at(x, y), ground, DISTINCT));
                if is_drawn { Ok(()) } else { Err("nothing is drawn".to_owned()) }
            }
            Some(glyph) if distance(ink, ground) >= DISTINCT => self.check_ink(&look, glyph, !lines.is_empty()),
            _ => Ok(()),
        }
    }

    /// Where there has to be ink there is enough of it near. What has no line through it has the shape and the colour as well.
    fn check_ink(&self, look: &Look, glyph: &Glyph, is_lined: bool) -> Result<(), String> {
        let Look { place, ink, ground, .. } = *look;
        let wanted = |at, shift| f64::from(self.cover_at(glyph, place, at, shift));
        for at in place.inside() {
            let near = around().map(|(right, down)| (at.0.strict_add_signed(right), at.1.strict_add_signed(down)));
            let (strongest, wanted) = (near.map(|at| look.cover(at)).fold(0.0, f64::max), wanted(at, (0, 0)));
            if strongest < STRONG * wanted {
                let name = place.name(at);
                return Err(format!("near {name} are {strongest:.0} of 255 covered, and should be {wanted:.0}"));
            }
        }
        if is_lined {
            return Ok(());
        }
        let alike = around().map(|shift| {
            let (both, either) = place.inside().fold((0.0, 0.0), |(both, either), at| {
                let (drawn, wanted) = (look.cover(at), wanted(at, shift));
                (both + drawn.min(wanted), either + drawn.max(wanted))
            });
            both / either
        });
        let alike = alike.fold(0.0, f64::max);
        if alike < ALIKE {
            return Err(format!("{:.0} % of the ink is where it should be", alike * 100.0));
        }
        let wanted: f64 = place.inside().map(|at| wanted(at, (0, 0))).sum();
        for (channel, name) in ["red", "green", "blue"].into_iter().enumerate() {
            let drawn: f64 = place.inside().map(|at| look.cover_in(channel, at)).sum();
            let is_distinct = ink[channel].abs_diff(ground[channel]) >= DISTINCT;
            if is_distinct && drawn.min(wanted) < AMOUNT * drawn.max(wanted) {
                return Err(format!("there is {:.0} % of the {name} that there should be", 100.0 * drawn / wanted));
            }
        }
        Ok(())
    }

    /// None where a cell shows none.
    fn character(&self, row: usize, column: usize) -> Option<Character> {
        let cell = &self.screen.rows[row][column];
        let is_seen = !cell.text.trim().is_empty() && !cell.is("invisible");
        is_seen.then(|| Character {
            text: cell.text.clone(),
            width: cell.width,
            bold: cell.is("bold"),
            italic: cell.is("italic"),
            ink: hex(self.colours(row, column).0),
        })
    }

    fn glyph(&self, row: usize, column: usize) -> Option<&Glyph> {
        self.glyphs.get(&self.character(row, column)?)
    }

    /// What a character covers of a pixel of the screen, if it is drawn so many pixels further right and down.
    fn cover_at(&self, glyph: &Glyph, place: &Place, (x, y): (usize, usize), (right, down): (isize, isize)) -> u8 {
        let x = (x + self.drawing.margin).checked_sub(place.columns.start).and_then(|x| x.checked_add_signed(-right));
        let y = y.checked_sub(place.lines.start).and_then(|y| y.checked_add_signed(-down));
        let cover = || glyph.cover.get(y?)?.get(x?).copied();
        cover().unwrap_or(0)
    }

    /// The least and the most that is covered of a pixel and of those around it.
    fn cover_around(&self, glyph: Option<&Glyph>, place: &Place, at: (usize, usize)) -> (u8, u8) {
        let Some(glyph) = glyph else { return (0, 0) };
        around()
            .map(|shift| self.cover_at(glyph, place, at, shift))
            .fold((255, 0), |(least, most), cover| (cover.min(least), cover.max(most)))
    }

    /// The characters before and behind, which may hang over.
    fn neighbours(&self, row: usize, column: usize) -> Vec<(&Glyph, Place)> {
        let cells = &self.screen.rows[row];
        let before = (0..column).rev().find(|column| cells[*column].width > 0);
        let behind = (column + 1..cells.len()).find(|column| cells[*column].width > 0);
        let found = before.into_iter().chain(behind);
        found.filter_map(|column| Some((self.glyph(row, column)?, self.place(row, column)))).collect()
    }
}

/// A cell of a picture, with the colours that it should have.
struct Look<'a> {
    snapshot: &'a Snapshot,
    place: &'a Place,
    ink: Colour,
    ground: Colour,
}

impl Look<'_> {
    /// How much of a pixel the ink covers, of 255.
    fn cover(&self, (x, y): (usize, usize)) -> f64 {
        let from_ground =
            |colour: Colour| [0, 1, 2].map(|channel| f64::from(colour[channel]) - f64::from(self.ground[channel]));
        let (drawn, ink) = (from_ground(self.snapshot.at(x, y)), from_ground(self.ink));
        let product = |other: [f64; 3]| ink.iter().zip(other).map(|(ink, other)| ink * other).sum::<f64>();
        (255.0 * product(drawn) / product(ink)).clamp(0.0, 255.0)
    }

    /// The same by one of the channels, and not clamped.
    fn cover_in(&self, channel: usize, (x, y): (usize, usize)) -> f64 {
        let ground = f64::from(self.ground[channel]);
        255.0 * (f64::from(self.snapshot.at(x, y)[channel]) - ground) / (f64::from(self.ink[channel]) - ground)
    }

    /// There is a line from side to side in this third of the height.
    fn has_line(&self, third: usize) -> bool {
        let Place { columns, lines } = self.place;
        let line = |part: usize| lines.start + part * lines.len() / 3;
        let is_inked = |y: usize| (columns.start + 1..columns.end - 1).all(|x| self.cover((x, y)) >= STRONG * 255.0);
        (line(third)..line(third + 1)).any(is_inked)
    }
}

/// No shift, and one pixel to each side.
fn around() -> impl Iterator<Item = (isize, isize)> {
    (-1..=1).flat_map(|right| (-1..=1).map(move |down| (right, down)))
}

/// Of the palette's 240 colours that no theme changes.
fn palette(number: usize) -> String {
    let step = |level: usize| if level == 0 { 0 } else { 55 + 40 * level };
    match number {
        16..=231 => {
            let cube = number - 16;
            format!("#{:02x}{:02x}{:02x}", step(cube / 36), step(cube / 6 % 6), step(cube % 6))
        }
        232..=255 => format!("#{0:02x}{0:02x}{0:02x}", 8 + 10 * (number - 232)),
        _ => panic!("{number} is the theme's"),
    }
}

/// Of `#rrggbb`.
fn colour(hex: &str) -> Colour {
    [1, 3, 5].map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
}

fn distance(one: Colour, other: Colour) -> u8 {
    one.iter().zip(other).map(|(one, other)| one.abs_diff(other)).max().unwrap_or(0)
}

fn is_near(one: Colour, other: Colour, tolerance: u8) -> bool {
    distance(one, other) <= tolerance
}

/// Each channel by itself, for the ink may cover parts of a pixel.
fn is_between(drawn: Colour, ink: Colour, ground: Colour) -> bool {
    drawn.iter().zip(ink).zip(ground).all(|((&drawn, ink), ground)| {
        drawn >= ink.min(ground).saturating_sub(SHARED) && drawn <= ink.max(ground).saturating_add(SHARED)
    })
}

/// Where a session's terminal is, and the size of its cells.
const CELL: &str = r#"
    const [session, characters] = arguments;
    const terminal = document.querySelector(`[data-session='${session}'] .xterm`);
    const { left, top, width, height } = terminal.querySelector(".xterm-screen").getBoundingClientRect();
    const { columns, rows } = window.__quaysideTerminals.size(session);
    const cell = [width / columns, height / rows];
    const margin = Math.ceil(cell[0]);
"#;

/// Gives a [`Drawing`].
const DRAWING: &str = r#"
    const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
    const tokens = [...names, ...names.map((name) => `bright-${name}`)].map((name) => `--ansi-${name}`);
    const style = getComputedStyle(document.documentElement);
    const colours = [...tokens, "--term-ink", "--term"].map((token) => style.getPropertyValue(token).trim());
    const focused = document.hasFocus() && terminal.contains(document.activeElement);
    return { corner: [left, top], cell, margin, colours, focused };
"#;

/// Gives a [`Glyph`] for each [`Character`].
const GLYPHS: &str = r#"
    const { fontFamily, fontSize, fontWeight, fontWeightBold } = window.__quaysideTerminals.options();
    const canvas = document.createElement("canvas");
    canvas.height = Math.round(cell[1]);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return characters.map(({ text, width, bold, italic, ink }) => {
        // Which clears it as well.
        canvas.width = Math.round(width * cell[0]) + 2 * margin;
        context.font = `${italic ? "italic" : ""} ${bold ? fontWeightBold : fontWeight} ${fontSize}px ${fontFamily}`;
        context.fillStyle = ink;
        const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = context.measureText("W");
        context.fillText(text, margin, Math.round((cell[1] - ascent - descent) / 2 + ascent));
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
        const inked = [1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16));
        const cover = Array.from({ length: canvas.height }, () => []);
        let coloured = false;
        for (let i = 0; i < data.length; i += 4) {
            cover[Math.floor(i / 4 / canvas.width)].push(data[i + 3]);
            // What is drawn thinly has no exact colour.
            coloured ||= data[i + 3] > 127 && inked.some((channel, at) => Math.abs(channel - data[i + at]) > 16);
        }
        return { coloured, cover };
    });
"#;
