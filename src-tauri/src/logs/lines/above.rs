//! What an engine sent of the lines above the first that is held, and of that line itself, beside what is held.

use quayside_engine::logs::LogTime;

use super::{Line, Lines, Place};

impl Line {
    /// It says the same, or this one has lost its beginning to where the engine began to send.
    fn is_end_of(&self, whole: &Self) -> bool {
        let is_of_it = (self.source, self.container) == (whole.source, whole.container);
        // A piece has a later instant than the whole, and another line that says the same has one as well.
        let is_then = whole.time == self.time || (whole.time < self.time && whole.bytes.len() > self.bytes.len());
        is_of_it && is_then && !self.bytes.is_empty() && whole.bytes.ends_with(&self.bytes)
    }

    /// It says as much of it as was printed up to an instant.
    fn is_begun(&self, whole: &Self) -> bool {
        let is_of_it = (self.source, self.time) == (whole.source, whole.time);
        is_of_it && !self.ends && whole.bytes.starts_with(&self.bytes)
    }

    fn is(&self, other: &Self) -> bool {
        (self.source, self.time, &self.bytes) == (other.source, other.time, &other.bytes)
    }
}

impl Lines {
    /// Of what an engine sent with the beginning of what is held: the lines before it. Where nothing agrees, time decides.
    pub fn before_held(&mut self, container: u16, mut sent: Vec<Line>) -> Vec<Line> {
        let Some(time) = self.first_of(container).map(|first| first.time) else { return sent };
        let at = self.meet(container, &sent).unwrap_or_else(|| sent.partition_point(|line| line.time < time));
        self.take_beginning(container, &sent, at);
        sent.truncate(at);
        sent
    }

    /// Where in what an engine sent the first line stands that is held; none where nothing agrees. The engine counts from the
    /// end and cuts by time, and neither is exact while a container prints; what the lines say is. None as well while that line
    /// still comes.
    pub fn meet(&self, container: u16, sent: &[Line]) -> Option<usize> {
        let is_of = |line: &&Line| line.container == container;
        let place = self.lines.iter().position(|line| line.container == container).filter(|at| !self.is_open(*at))?;
        let first = &self.lines[place];
        let same_time = |line: &&Line| line.time.map(floor) <= first.time.map(floor);
        let overlap = self.lines.iter().filter(is_of).take_while(same_time).count();
        let agrees = |at: usize| {
            let held = self.lines.iter().filter(is_of);
            at < sent.len()
                && sent[at..].iter().zip(held).enumerate().all(|(index, (sent, held))| {
                    sent.is(held) || sent.is_begun(held) || (index == 0 && held.is_end_of(sent))
                })
        };
        let counted = sent.len().checked_sub(overlap).filter(|at| agrees(*at));
        counted.or_else(|| (0..sent.len()).find(|at| agrees(*at)))
    }

    /// What was sent should have agreed with what is held: its first line has come to its end.
    pub fn is_missed(&self, container: u16, sent: &[Line]) -> bool {
        let first = self.lines.iter().position(|line| line.container == container);
        first.is_some_and(|first| !self.is_open(first)) && self.meet(container, sent).is_none()
    }

    /// What is held may begin in the middle of a line that the engine cuts: takes what was sent of it. It is there whole if
    /// another line was sent before it; the first that was sent begins wherever the engine began to count.
    pub fn take_beginning(&mut self, container: u16, sent: &[Line], at: usize) {
        let Some(place) = self.lines.iter().position(|line| line.container == container) else { return };
        let first = &self.lines[place];
        // What follows of an open line goes on from what is held, not from what was sent.
        if self.is_open(place) {
            return;
        }
        let Some(more) = sent.get(at).filter(|more| first.is_end_of(more)) else { return };
        let is_headless = at == 0 && (first.is_headless || more.bytes.len() > first.bytes.len());
        self.bytes += more.bytes.len() - first.bytes.len();
        // It is the line that it was. What is above it is not here.
        self.lines[place] = Line { number: first.number, is_headless, style: first.style, ..more.clone() };
        let (source, left) = (more.source, self.lines[place].leaves());
        self.carry(container, source, place + 1, left);
        self.look_again(self.first + place as Place);
    }

    /// Nothing was printed before the first line that is held.
    pub fn begins(&mut self, container: u16) {
        if let Some(first) = self.lines.iter_mut().find(|line| line.container == container) {
            first.is_headless = false;
        }
    }

    /// The first line that is held begins above what is held of it.
    pub fn is_headless(&self, container: u16) -> bool {
        self.first_of(container).is_some_and(|first| first.is_headless)
    }

    fn is_open(&self, place: usize) -> bool {
        self.open_lines().any(|(_, _, number)| number == self.first + place as Place)
    }

    fn first_of(&self, container: u16) -> Option<&Line> {
        self.lines.iter().find(|line| line.container == container)
    }
}

/// Lines of the same second may have been cut apart by an engine that knows no parts of one.
fn floor(time: LogTime) -> LogTime {
    if time.is_whole() { time.next_second().after(-1) } else { time }
}
