//! Completing a path as it is typed: jq paths, JSON Pointers and the fields of Go templates.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use specta::Type;

use super::path::{POINTER_BYTES, Spelling, Step, Typed, escaped, is_identifier};
use super::tree::{Document, Kind, NodeId};

/// Completions in one answer.
pub const MAX_COMPLETIONS: usize = 50;
/// Bytes of a step that is worth offering: nobody picks a longer one from a list.
const STEP_BYTES: usize = 512;

/// One way to go on from what is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Completion {
    /// The whole path with this step, in the spelling that is being typed.
    pub path: String,
    /// The step alone: a key or `[2]`.
    pub step: String,
    pub kind: Kind,
    /// Values in it.
    pub children: u32,
}

impl Document {
    /// The ways to go on from `typed`, in the order of the document; those that begin so first, then those that contain
    /// it, case aside. Behind a whole step also what stands in it.
    pub fn complete(&self, typed: &str) -> Vec<Completion> {
        if self.is_empty() {
            return Vec::new();
        }
        let typed = if typed.starts_with('/') { typed } else { typed.trim_end() };
        let Some(path) = self.read_path(typed) else { return Vec::new() };
        let mut completions = self.continued(typed, &path).unwrap_or_default();
        completions.retain(|completion| !typed.starts_with(&completion.path));
        completions.truncate(MAX_COMPLETIONS);
        completions
    }

    /// None where the path leads nowhere.
    fn continued(&self, typed: &str, path: &Typed) -> Option<Vec<Completion>> {
        let follow = |steps: &[_]| steps.iter().try_fold(path.start, |node, step: &Step| self.step(node, &step.name));
        let Some((last, before)) = path.steps.split_last() else {
            return Some(self.within(path.start, "", Written { spelling: path.spelling, before: typed, last: "" }));
        };
        let mut completions = Vec::new();
        if !last.closed {
            let (before_last, written) = typed.split_at_checked(last.at).unwrap_or((typed, ""));
            let written = Written { spelling: path.spelling, before: before_last, last: written };
            completions = self.within(follow(before)?, &last.name, written);
        }
        if !last.open
            && let Some(whole) = follow(&path.steps)
        {
            let written = Written { spelling: path.spelling, before: typed, last: "" };
            completions.extend(self.within(whole, "", written));
        }
        Some(completions)
    }

    /// The values in a container whose name goes with what is typed of it.
    fn within(&self, container: NodeId, typed: &str, written: Written<'_>) -> Vec<Completion> {
        let typed = typed.to_lowercase();
        let (mut begin, mut contain) = (Vec::new(), Vec::new());
        for child in self.last_of_each_name(container) {
            let name = self.key(child).unwrap_or_else(|| self.node(child).index.to_string().into());
            if name.len() > STEP_BYTES {
                continue;
            }
            let lower = name.to_lowercase();
            if lower.starts_with(&typed) {
                begin.push(child);
            } else if self.kind(container) == Kind::Object && lower.contains(&typed) && contain.len() < MAX_COMPLETIONS
            {
                contain.push(child);
            }
            if begin.len() == MAX_COMPLETIONS {
                break;
            }
        }
        begin.extend(contain);
        begin.truncate(MAX_COMPLETIONS);
        begin.into_iter().filter_map(|child| self.completion(child, written)).collect()
    }

    /// A path means the last of the values of one name.
    fn last_of_each_name(&self, container: NodeId) -> Vec<NodeId> {
        if self.kind(container) != Kind::Object {
            return self.children(container).collect();
        }
        let last: HashMap<_, _> = self.children(container).map(|child| (self.key(child), child)).collect();
        self.children(container).filter(|child| last.get(&self.key(*child)) == Some(child)).collect()
    }

    /// None where its path is longer than what is worth telling many times over.
    fn completion(&self, child: NodeId, written: Written<'_>) -> Option<Completion> {
        if written.before.len() > POINTER_BYTES {
            return None;
        }
        let path = match written.spelling {
            Spelling::Pointer => {
                let name = self.key(child).unwrap_or_else(|| self.node(child).index.to_string().into());
                format!("{}/{}", written.before, escaped(&name))
            }
            Spelling::Jq => self.jq_step(child, written),
            // Its brackets depend on what follows, so it is written anew; a container stays open to go on.
            Spelling::Template => {
                let closing = if self.child_count(child) > 0 { "" } else { "}}" };
                format!("{{{{{}{closing}", self.template_expression(child, POINTER_BYTES)?)
            }
        };
        let step = self.key(child).map_or_else(|| format!("[{}]", self.node(child).index), Into::into);
        Some(Completion { path, step, kind: self.kind(child), children: self.child_count(child) })
    }

    fn jq_step(&self, child: NodeId, Written { before, last, .. }: Written<'_>) -> String {
        let raw = self.raw_key(child).map(str::to_owned);
        let raw = raw.unwrap_or_else(|| self.node(child).index.to_string());
        let key = self.key(child).filter(|key| is_identifier(key) && !last.contains('['));
        // A path may begin without its dot, and a bracket may stand behind one.
        let before = before.strip_suffix('.').unwrap_or(before);
        let begins = before.trim().is_empty();
        match key {
            Some(key) if begins && !last.is_empty() && !last.starts_with('.') => format!("{before}{key}"),
            Some(key) => format!("{before}.{key}"),
            None if begins || last.starts_with(".[") => format!("{before}.[{raw}]"),
            None => format!("{before}[{raw}]"),
        }
    }
}

/// What is typed: before the step that is completed, and of it.
#[derive(Clone, Copy)]
struct Written<'a> {
    spelling: Spelling,
    before: &'a str,
    last: &'a str,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const TEXT: &str = r#"{"Id":"x","Config":{"Env":["A=1","B=2"],"Labels":{"com.a":"1","com.b/c~d":"2","plain":3},"E":{}},
        "HostConfig":{"Memory":0},"Mounts":[{"Source":"/x"}],"Id":"y"}"#;

    fn completed(typed: &str) -> Vec<String> {
        Document::parse(TEXT).complete(typed).into_iter().map(|completion| completion.path).collect()
    }

    #[test]
    fn what_is_typed_goes_on() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[".Config", ".HostConfig", ".Mounts", ".Id"]),
            (".", &[".Config", ".HostConfig", ".Mounts", ".Id"]),
            (".Con", &[".Config", ".HostConfig"]),
            (".con", &[".Config", ".HostConfig"]),
            ("Con", &["Config", "HostConfig"]),
            ("Config.E", &["Config.Env", "Config.Labels"]),
            (".Config.", &[".Config.Env", ".Config.Labels", ".Config.E"]),
            (".Config.E", &[".Config.Env", ".Config.Labels"]),
            (".[0].Config.En", &[".[0].Config.Env"]),
            (".Config.Env", &[".Config.Env[0]", ".Config.Env[1]"]),
            (".Config.Env[", &[".Config.Env[0]", ".Config.Env[1]"]),
            (".Config.Env[1", &[".Config.Env[1]"]),
            (".Config.Env.", &[".Config.Env[0]", ".Config.Env[1]"]),
            (".Config.Labels[\"com.", &[".Config.Labels[\"com.a\"]", ".Config.Labels[\"com.b/c~d\"]"]),
            (".Config.Labels.com", &[".Config.Labels[\"com.a\"]", ".Config.Labels[\"com.b/c~d\"]"]),
            (".Config.Labels[\"pl", &[".Config.Labels[\"plain\"]"]),
            (".Mounts[0]", &[".Mounts[0].Source"]),
            (".Nope.", &[]),
            (".Id.", &[]),
            ("/", &["/Config", "/HostConfig", "/Mounts", "/Id"]),
            ("/Con", &["/Config", "/HostConfig"]),
            ("/Config/Labels/com.b", &["/Config/Labels/com.b~1c~0d"]),
            ("/Config/Env/", &["/Config/Env/0", "/Config/Env/1"]),
            ("{{", &["{{.Config", "{{.HostConfig", "{{.Mounts", "{{.Id}}"]),
            ("{{.Con", &["{{.Config", "{{.HostConfig"]),
            ("{{json .Config.La", &["{{.Config.Labels"]),
            ("{{.Config}}", &["{{.HostConfig", "{{.Config.Env", "{{.Config.Labels", "{{.Config.E}}"]),
            ("{{ index .Config.Labels \"com.b", &["{{index .Config.Labels \"com.b/c~d\"}}"]),
            ("{{index .Config.Env 1", &["{{index .Config.Env 1}}"]),
            ("{{(index .Mounts 0).S", &["{{(index .Mounts 0).Source}}"]),
            ("{{range .", &[]),
        ];
        for (typed, expected) in cases {
            assert_eq!(completed(typed), *expected, "{typed}");
        }
    }

    #[test]
    fn a_completion_says_what_it_leads_to() {
        let document = Document::parse(TEXT);
        let completion = |path: &str, step: &str, kind, children| Completion {
            path: path.to_owned(),
            step: step.to_owned(),
            kind,
            children,
        };
        assert_eq!(document.complete(".Config.En"), [completion(".Config.Env", "Env", Kind::Array, 2)]);
        assert_eq!(document.complete(".Mounts["), [completion(".Mounts[0]", "[0]", Kind::Object, 1)]);
        let several = Document::parse(r#"[{"Id":1},{"Id":2}]"#);
        assert_eq!(several.complete(".[1].")[0].path, ".[1].Id");
        assert_eq!(several.complete("")[0].path, ".[0]");
        assert_eq!(several.complete("{{.")[0].path, "{{.Id}}");
        assert_eq!(Document::parse("oops").complete(""), []);
        let long = Document::parse(format!("[{}0]", "0,".repeat(1_000)));
        assert_eq!(long.complete("").len(), MAX_COMPLETIONS);
    }

    #[test]
    fn a_hostile_key_is_not_offered() {
        let key = "k".repeat(1_000_000);
        let document = Document::parse(format!(r#"{{"{key}":{{"a":1}},"kind":2}}"#));
        for (typed, expected) in [(".k", ".kind"), ("/k", "/kind"), ("{{.k", "{{.kind}}")] {
            let paths: Vec<_> = document.complete(typed).into_iter().map(|completion| completion.path).collect();
            assert_eq!(paths, [expected]);
        }
        let told =
            [format!(".{key}."), format!("/{key}/"), format!("{{{{.{key}.")].map(|typed| document.complete(&typed));
        assert_eq!(told, [const { Vec::new() }; 3]);
    }

    #[test]
    fn step_by_step_every_value_is_reached() {
        let texts = [
            TEXT,
            r#"{"":{"":[[1],{"a b":{"c":[{"\"\\é":1}]}}]},"x-y":{"z":{}},"0":[0]}"#,
            r#"[{"a":[{"b":1}]},{"c":2}]"#,
        ];
        for (text, first) in texts.iter().flat_map(|text| ["", "/", "{{"].map(|first| (text, first))) {
            let document = Document::parse(*text);
            // `/` is the empty key's path already.
            let mut reached: BTreeSet<_> = document.find(first).filter(|_| first == "/").into_iter().collect();
            let mut typed = vec![first.to_owned()];
            while let Some(path) = typed.pop() {
                for completion in document.complete(&path) {
                    let node = document.find(&completion.path).unwrap_or_else(|| panic!("{path}: {completion:?}"));
                    assert_eq!(
                        (document.kind(node), document.child_count(node)),
                        (completion.kind, completion.children)
                    );
                    if reached.insert(node) {
                        typed.push(completion.path);
                    }
                }
            }
            // The last of a name, and of several documents in a template the first.
            let meant = (1..document.len()).map(NodeId).filter(|node| {
                let template = first == "{{" && document.kind(NodeId::ROOT) == Kind::Array;
                let inside = !template || (2..document.end(NodeId(1))).contains(&node.0);
                inside && document.find(&document.pointer(*node)) == Some(*node)
            });
            assert_eq!(reached, meant.collect(), "{first} {text}");
        }
    }
}
