//! Colours and weights of text, and the sequence (SGR) that sets them.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Below 16 one of a terminal's own colours; otherwise `0x1000000` and a colour as `0xRRGGBB`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Color(pub u32);

/// How a span looks, where it is not plain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Style {
    pub color: Option<Color>,
    pub ground: Option<Color>,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underline: bool,
    pub strike: bool,
    pub inverse: bool,
}

impl Style {
    /// What it becomes by Select Graphic Rendition (ECMA-48 8.3.117), with the colours that xterm added.
    pub(super) fn dressed(self, params: &[Param]) -> Self {
        let mut style = if params.is_empty() { Self::default() } else { self };
        let mut rest = params;
        while let Some((param, after)) = rest.split_first() {
            let count = after.iter().take_while(|next| next.is_sub).count();
            let (subs, after) = after.split_at(count);
            rest = after;
            let param = param.number();
            match param {
                4 if subs.first().and_then(|kind| kind.value) == Some(0) => style.underline = false,
                38 => style.color = extended(subs, &mut rest).or(style.color),
                48 => style.ground = extended(subs, &mut rest).or(style.ground),
                // Of the underline; it is drawn in the colour of the text.
                58 => {
                    let _ = extended(subs, &mut rest);
                }
                4 => style.underline = true,
                // What more is said of it, nobody knows here.
                _ if !subs.is_empty() => {}
                0 => style = Self::default(),
                1 => style.bold = true,
                2 => style.dim = true,
                3 => style.italic = true,
                21 => style.underline = true,
                7 => style.inverse = true,
                9 => style.strike = true,
                22 => (style.bold, style.dim) = (false, false),
                23 => style.italic = false,
                24 => style.underline = false,
                27 => style.inverse = false,
                29 => style.strike = false,
                30..=37 => style.color = Some(Color(u32::from(param - 30))),
                39 => style.color = None,
                40..=47 => style.ground = Some(Color(u32::from(param - 40))),
                49 => style.ground = None,
                90..=97 => style.color = Some(Color(u32::from(param - 90 + 8))),
                100..=107 => style.ground = Some(Color(u32::from(param - 100 + 8))),
                _ => {}
            }
        }
        style
    }
}

/// A number of a sequence.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Param {
    /// None where nothing stands, which is 0 in most places.
    pub value: Option<u16>,
    /// A colon before it: it says more of the one before, and is nothing by itself (ITU-T T.416).
    pub is_sub: bool,
}

impl Param {
    pub fn number(self) -> u16 {
        self.value.unwrap_or_default()
    }
}

/// `5:N`, `2:R:G:B`, or `2:SPACE:R:G:B` with a colour space that nobody names; or `5;N` and `2;R;G;B`, which are taken from
/// what follows.
fn extended<'a>(subs: &'a [Param], rest: &mut &'a [Param]) -> Option<Color> {
    let (&kind, mut numbers) = if subs.is_empty() { rest.split_first()? } else { subs.split_first()? };
    let count = match kind.number() {
        5 => 1,
        2 => 3,
        _ => 0,
    };
    if subs.is_empty() {
        let taken = count.min(numbers.len());
        *rest = &numbers[taken..];
    } else if kind.number() == 2 && numbers.len() > count {
        numbers = &numbers[1..];
    }
    match (kind.number(), numbers) {
        (5, [index, ..]) => palette(u8::try_from(index.number()).ok()?),
        (2, [red, green, blue, ..]) => rgb(red.number(), green.number(), blue.number()),
        _ => None,
    }
}

/// The 256 colours: a terminal's own, a cube of 6 × 6 × 6, and greys.
fn palette(index: u8) -> Option<Color> {
    let index = u16::from(index);
    match index {
        0..=15 => Some(Color(index.into())),
        16..=231 => {
            let level = |step: u16| if step == 0 { 0 } else { 55 + 40 * step };
            let cube = index - 16;
            rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        _ => {
            let grey = 8 + 10 * (index - 232);
            rgb(grey, grey, grey)
        }
    }
}

fn rgb(red: u16, green: u16, blue: u16) -> Option<Color> {
    let part = |value: u16| u8::try_from(value).ok().map(u32::from);
    Some(Color(0x100_0000 | part(red)? << 16 | part(green)? << 8 | part(blue)?))
}
