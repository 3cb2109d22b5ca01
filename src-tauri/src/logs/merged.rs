//! Logs as one text, in the order of time and as they were printed, however long they are: of each a little is held.

use std::collections::VecDeque;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use quayside_engine::Result;
use quayside_engine::hijack::Source;
use quayside_engine::logs::Record;

use super::lines::Written;

/// Of one log so much is held, where one output prints while a line of the other goes on. A line that waits for longer is left
/// as it is, and goes on where its rest is.
const HELD: usize = 1024 * 1024;

/// What is passed on at once.
const PIECE: usize = 64 * 1024;

/// The logs of containers on their way into one text: the same that [`super::View::text`] makes of lines that are held.
pub struct Merged<'a, S> {
    logs: Vec<Log<S>>,
    how: Written<'a>,
    /// The line that is being written.
    line: Option<Begun>,
    /// No newline has come since the last line.
    is_open: bool,
    text: Vec<u8>,
}

/// A line of which more comes.
struct Begun {
    log: usize,
    source: Source,
    /// So many of the records that are held come from the other output.
    passed: usize,
}

impl<'a, S: Stream<Item = Result<Vec<Record>>> + Unpin> Merged<'a, S> {
    /// Of each container what an engine sends, in the order of `how.names`.
    pub fn new(logs: impl IntoIterator<Item = S>, how: Written<'a>) -> Self {
        let logs = logs.into_iter().map(Log::new).collect();
        Self { logs, how, line: None, is_open: false, text: Vec::new() }
    }

    /// The next piece of the text; none at its end.
    ///
    /// # Errors
    /// Those of the logs.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        while self.text.len() < PIECE {
            let Some((log, record)) = self.record().await? else { break };
            self.write(log, &record);
        }
        let text = std::mem::take(&mut self.text);
        Ok((!text.is_empty()).then(|| text.into()))
    }

    /// The next record, and of which log: of the line that goes on, or else the earliest.
    async fn record(&mut self) -> Result<Option<(usize, Record)>> {
        if let Some(line) = &mut self.line {
            let log = &mut self.logs[line.log];
            if let Some(record) = log.take_of(line.source, &mut line.passed).await? {
                return Ok(Some((line.log, record)));
            }
            self.line = None;
        }
        let mut earliest = None;
        for (at, log) in self.logs.iter_mut().enumerate() {
            let Some(first) = log.first().await? else { continue };
            if earliest.is_none_or(|(_, time)| first.time < time) {
                earliest = Some((at, first.time));
            }
        }
        Ok(earliest.and_then(|(at, _)| Some((at, self.logs[at].take(0)?))))
    }

    fn write(&mut self, log: usize, record: &Record) {
        if self.line.is_none() {
            // What was printed after a line without an end goes on with it, but a name or a time begins a line.
            if self.is_open && self.how.begins_lines() {
                self.text.push(b'\n');
            }
            self.how.begin(&mut self.text, log, record.time);
            self.line = Some(Begun { log, source: record.source, passed: 0 });
        }
        self.text.extend_from_slice(&record.bytes);
        self.is_open = !record.ends;
        if record.ends {
            self.text.push(b'\n');
            self.line = None;
        }
    }
}

/// One log: what has come of it and is not written.
struct Log<S> {
    coming: S,
    records: VecDeque<Record>,
    held: usize,
    has_ended: bool,
}

impl<S: Stream<Item = Result<Vec<Record>>> + Unpin> Log<S> {
    fn new(coming: S) -> Self {
        Self { coming, records: VecDeque::new(), held: 0, has_ended: false }
    }

    /// False at its end.
    async fn read(&mut self) -> Result<bool> {
        if self.has_ended {
            return Ok(false);
        }
        let read = self.coming.next().await.transpose()?;
        self.has_ended = read.is_none();
        for record in read.into_iter().flatten() {
            self.held += cost(&record);
            self.records.push_back(record);
        }
        Ok(!self.has_ended)
    }

    async fn first(&mut self) -> Result<Option<&Record>> {
        while self.records.is_empty() && self.read().await? {}
        Ok(self.records.front())
    }

    /// The next record of an output. None at the end, and where too much of the other output comes before it.
    async fn take_of(&mut self, source: Source, passed: &mut usize) -> Result<Option<Record>> {
        loop {
            *passed += self.records.iter().skip(*passed).take_while(|record| record.source != source).count();
            if let Some(record) = self.take(*passed) {
                return Ok(Some(record));
            }
            let had = self.records.len();
            if self.held > HELD || !self.read().await? {
                return Ok(None);
            }
            // What waits for longer than the next answer must not keep all of the answer that it came in.
            for waiting in self.records.range_mut(had..).filter(|record| record.source != source) {
                waiting.bytes = Bytes::copy_from_slice(&waiting.bytes);
            }
        }
    }

    fn take(&mut self, at: usize) -> Option<Record> {
        let record = self.records.remove(at)?;
        self.held -= cost(&record);
        Some(record)
    }
}

fn cost(record: &Record) -> usize {
    size_of::<Record>() + record.bytes.len()
}

#[cfg(test)]
mod tests {
    use futures_util::stream;
    use quayside_engine::logs::LogTime;

    use super::super::lines::Lines;
    use super::*;

    fn out(time: i64, text: &str) -> Record {
        let bytes = Bytes::copy_from_slice(text.as_bytes());
        let time = Some(LogTime(time));
        Record { source: Source::Stdout, time, bytes, is_first: true, goes_on: false, ends: true }
    }

    fn err(time: i64, text: &str) -> Record {
        Record { source: Source::Stderr, ..out(time, text) }
    }

    fn begun(record: Record) -> Record {
        Record { ends: false, ..record }
    }

    fn rest(record: Record) -> Record {
        Record { goes_on: true, is_first: false, time: None, ..record }
    }

    /// The text of logs of which so many records come at once.
    async fn text(logs: &[Vec<Record>], at_once: usize, how: Written<'_>) -> Vec<u8> {
        let coming = logs.iter().map(|log| {
            let pieces: Vec<_> = log.chunks(at_once).map(|piece| Ok(piece.to_vec())).collect();
            stream::iter(pieces)
        });
        let mut merged = Merged::new(coming, how);
        let mut text = Vec::new();
        while let Some(piece) = merged.next().await.unwrap() {
            text.extend_from_slice(&piece);
        }
        text
    }

    #[tokio::test]
    async fn what_is_not_held_is_written_as_what_is_held() {
        let web = vec![
            out(10, "one"),
            begun(out(20, "a line ")),
            err(25, "an error"),
            begun(rest(out(0, "in "))),
            begun(err(27, "another ")),
            rest(out(0, "pieces")),
            rest(err(0, "error")),
            out(40, ""),
            begun(out(60, "prompt? ")),
        ];
        let db =
            vec![out(5, "first"), out(20, "at once"), begun(out(30, "cut")), rest(out(0, " off")), out(50, "last")];
        let names = ["web".to_owned(), "db".to_owned()];
        let as_printed = Written { as_printed: true, ..Written::default() };
        let alone = [vec![web.clone()], vec![db.clone()]];
        for logs in alone.iter().chain([&vec![web.clone(), db.clone()], &vec![db, web]]) {
            let mut lines = Lines::default();
            for (container, log) in (0..).zip(logs) {
                lines.take(container, log.clone());
            }
            let names = (logs.len() > 1).then_some(&names[..]);
            for how in [
                as_printed,
                Written { timestamps: true, ..as_printed },
                Written { names, ..as_printed },
                Written { names, timestamps: true, ..as_printed },
            ] {
                let (held, _) = lines.rows_to_write(i64::MIN, i64::MAX).text(how);
                for at_once in 1..=9 {
                    let written = text(logs, at_once, how).await;
                    assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&held), "{at_once}, {how:?}");
                }
            }
        }
    }

    #[tokio::test]
    async fn a_line_that_waits_for_ever_holds_nothing_up() {
        let line = "x".repeat(10_000);
        let many = 10 * HELD / line.len();
        let errors: Vec<Record> = (0..many as i64).map(|time| err(2 + time, &line)).collect();
        let log = [vec![begun(out(1, "waits"))], errors, vec![rest(out(0, "at last"))]].concat();
        let mut merged =
            Merged::new([stream::iter(log.into_iter().map(|record| Ok(vec![record])))], Written::default());
        let mut text = Vec::new();
        while let Some(piece) = merged.next().await.unwrap() {
            assert!(merged.logs[0].held <= HELD + 2 * line.len() && piece.len() <= PIECE + 2 * line.len());
            text.extend_from_slice(&piece);
        }
        let expected = format!("waits{}at last\n", format!("{line}\n").repeat(many));
        assert!(text == expected.as_bytes());
    }

    #[tokio::test]
    async fn a_log_that_fails_fails_the_whole() {
        use quayside_engine::{Error, ErrorCode};
        let lost = || Err(Error::new(ErrorCode::EngineLost, "gone"));
        let logs = [stream::iter(vec![Ok(vec![out(1, "one")]), lost()]), stream::iter(vec![Ok(vec![out(2, "two")])])];
        let mut merged = Merged::new(logs, Written::default());
        assert_eq!(merged.next().await.unwrap_err().code, ErrorCode::EngineLost);
    }
}
