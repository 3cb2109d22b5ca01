//! The table that a person reads and the file that a program reads.

use std::fmt::Write as _;
use std::path::PathBuf;

use quayside_e2e::stage::target;
use serde_json::{Value, json};

use crate::figures::Samples;

/// From this many samples on, the 99th percentile says more than the worst.
const MANY: usize = 100;

#[derive(Default)]
pub struct Report {
    pub facts: Value,
    pub measures: Vec<Measure>,
}

/// One thing measured in several ways.
pub struct Measure {
    pub title: String,
    pub unit: &'static str,
    pub lines: Vec<Line>,
}

/// One way of doing it.
pub struct Line {
    pub who: &'static str,
    pub what: String,
    pub samples: Result<Samples, String>,
}

impl Measure {
    pub fn new(title: impl Into<String>, unit: &'static str) -> Measure {
        Measure { title: title.into(), unit, lines: Vec::new() }
    }

    pub fn line(mut self, who: &'static str, what: impl Into<String>, samples: Result<Samples, String>) -> Measure {
        self.lines.push(Line { who, what: what.into(), samples });
        self
    }
}

pub const QUAYSIDE: &str = "Quayside";
pub const CLI: &str = "docker CLI";
pub const RAW: &str = "raw socket";
/// The web view by itself: what drawing takes here, whoever asks for it.
pub const VIEW: &str = "web view";

impl Report {
    pub fn add(&mut self, measure: Measure) {
        self.measures.push(measure);
    }

    pub fn table(&self) -> String {
        let whats = self.measures.iter().flat_map(|measure| &measure.lines).map(|line| line.what.chars().count());
        let wide = whats.max().unwrap_or(0).max(20);
        let mut table = String::new();
        for measure in &self.measures {
            let (title, unit) = (&measure.title, measure.unit);
            let room = wide + 14;
            let _ = writeln!(table, "\n{title:<room$} {:>4} {:>9} {:>9} {:>9}", "n", "median", "p95", "worst");
            for Line { who, what, samples } in &measure.lines {
                let _ = write!(table, "  {who:<10}  {what:<wide$}");
                let _ = match samples {
                    Ok(samples) => writeln!(table, " {}", figures(samples, unit)),
                    Err(why) => writeln!(table, " failed: {why}"),
                };
            }
        }
        let facts = ["engine", "kernel", "cores", "memory", "revision", "loadAtTheBeginning", "loadAtTheEnd"];
        let said: Vec<String> = facts.iter().map(|name| format!("{name} {}", plain(&self.facts[*name]))).collect();
        let _ = write!(table, "\n{}", said.join(" · "));
        table
    }

    pub fn write(&self) -> std::io::Result<PathBuf> {
        let folder = folder();
        std::fs::create_dir_all(&folder)?;
        let path = folder.join("bench.json");
        let measures: Vec<Value> = self.measures.iter().map(Measure::json).collect();
        let all = json!({ "facts": self.facts, "measures": measures });
        std::fs::write(&path, format!("{all:#}\n"))?;
        Ok(path)
    }
}

pub fn folder() -> PathBuf {
    let target = target();
    target.canonicalize().unwrap_or(target).join("quayside-bench")
}

fn figures(samples: &Samples, unit: &str) -> String {
    let number = |value: f64| if value < 100.0 { format!("{value:.1}") } else { format!("{value:.0}") };
    let [median, p95, worst] = [samples.median(), samples.percentile(95), samples.worst()].map(number);
    let many =
        if samples.count() >= MANY { format!("  p99 {}", number(samples.percentile(99))) } else { String::new() };
    format!("{:>4} {median:>9} {p95:>9} {worst:>9} {unit}{many}", samples.count())
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Measure {
    fn json(&self) -> Value {
        let lines = self.lines.iter().map(|line| match &line.samples {
            Ok(samples) => json!({
                "who": line.who, "what": line.what, "n": samples.count(), "median": samples.median(),
                "p95": samples.percentile(95), "p99": samples.percentile(99), "worst": samples.worst(),
                "samples": samples.0,
            }),
            Err(why) => json!({ "who": line.who, "what": line.what, "failed": why }),
        });
        json!({ "title": self.title, "unit": self.unit, "lines": lines.collect::<Vec<_>>() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_stands_beside_the_figures() {
        let samples = [1.0, 2.0, 300.0].into_iter().collect();
        let measure =
            Measure::new("list", "ms").line(QUAYSIDE, "painted", Ok(samples)).line(RAW, "GET", Err("no".into()));
        let report = Report { facts: Value::Null, measures: vec![measure] };
        let table = report.table();
        assert!(table.contains("3       2.0       300       300 ms") && table.contains("failed: no"), "{table}");
    }
}
