//! Where a node is, in the languages people use: jq, JSON Pointer (RFC 6901) and the Go templates of `docker inspect -f`;
//! and the way back from such a path to a node.

mod steps;

use serde::{Deserialize, Serialize};
use specta::Type;

pub(super) use self::steps::{Spelling, Step, Typed};
use super::rows::{Excerpt, cut};
use super::tree::{Document, Kind, NodeId};

/// Steps that a path says one by one; of a longer one the first and the last ones.
const MAX_CRUMBS: usize = 24;
/// Characters of a step's name.
const CRUMB_CHARS: usize = 80;

/// One step from the root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Crumb {
    pub node: NodeId,
    /// None for the root and in arrays.
    pub key: Option<Excerpt>,
    pub index: Option<u32>,
}

/// A node's place in every spelling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NodePath {
    /// From the root to the node itself.
    pub crumbs: Vec<Crumb>,
    /// How many steps are left out after the first.
    pub elided: u32,
    /// For the output of `docker inspect`, which is an array: `.[0].Config.Env[2]`, also where the document is but its
    /// element.
    pub jq: String,
    /// Within the object: `/Config/Env/2`.
    pub pointer: String,
    /// For `docker inspect -f`, which applies it to each object: `{{index .Config.Env 2}}`.
    pub template: String,
}

impl Document {
    /// Where this node is.
    pub fn path(&self, node: NodeId) -> NodePath {
        let steps = self.steps(node);
        let crumb = |node: &NodeId| Crumb {
            node: *node,
            key: self.key(*node).map(|key| cut(key.chars(), CRUMB_CHARS, None)),
            index: self.index(*node),
        };
        let elided = steps.len().saturating_sub(MAX_CRUMBS);
        let mut crumbs = vec![crumb(&NodeId::ROOT)];
        crumbs.extend(steps[elided..].iter().map(crumb));
        NodePath {
            crumbs,
            elided: u32::try_from(elided).unwrap_or(u32::MAX),
            jq: self.jq(node),
            pointer: self.pointer(node),
            template: self.template(node),
        }
    }

    /// `.[0].Config.Labels["a.b"]`
    pub fn jq(&self, node: NodeId) -> String {
        let mut jq = String::from(match self.kind(NodeId::ROOT) {
            Kind::Array => ".",
            _ => ".[0]",
        });
        for step in self.steps(node) {
            match (self.raw_key(step), self.index(step)) {
                (_, Some(index)) => jq.push_str(&format!("[{index}]")),
                (Some(raw), _) => match self.key(step) {
                    Some(key) if is_identifier(&key) => jq.push_str(&format!(".{key}")),
                    // A key as JSON spells it is a jq string too.
                    _ => jq.push_str(&format!("[{raw}]")),
                },
                (None, None) => {}
            }
        }
        jq
    }

    /// `/Config/Labels/a.b`, RFC 6901.
    pub fn pointer(&self, node: NodeId) -> String {
        let mut pointer = String::new();
        for step in self.steps(node) {
            match (self.key(step), self.index(step)) {
                (_, Some(index)) => pointer.push_str(&format!("/{index}")),
                (Some(key), _) => pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1"))),
                (None, None) => {}
            }
        }
        pointer
    }

    /// `{{.Config.Env}}`, `{{index .Config.Labels "a.b"}}`, `{{(index .Mounts 0).Source}}`; of an array of objects it is
    /// applied to each, so it does not say which.
    pub fn template(&self, node: NodeId) -> String {
        let mut fields = String::new();
        // The operands of an `index` that is still being gathered.
        let mut operands = String::new();
        for step in self.steps(node).into_iter().skip(usize::from(self.kind(NodeId::ROOT) == Kind::Array)) {
            match (self.key(step), self.index(step)) {
                (_, Some(index)) => operands.push_str(&format!(" {index}")),
                (Some(key), _) if is_identifier(&key) => {
                    fields = indexed(fields, &mut operands, true);
                    fields.push_str(&format!(".{key}"));
                }
                (Some(key), _) => operands.push_str(&format!(" {}", go_string(&key))),
                (None, None) => {}
            }
        }
        let expression = indexed(fields, &mut operands, false);
        // Go prints a whole object in a form of its own that nothing reads.
        if expression.is_empty() { "{{json .}}".to_owned() } else { format!("{{{{{expression}}}}}") }
    }

    /// The node that a jq path, a JSON Pointer or a Go template leads to.
    pub fn find(&self, path: &str) -> Option<NodeId> {
        if self.is_empty() {
            return None;
        }
        let Typed { start, steps, .. } = self.read_path(path)?;
        steps.iter().try_fold(start, |node, step| if step.open { None } else { self.step(node, &step.name) })
    }

    pub(super) fn step(&self, node: NodeId, step: &str) -> Option<NodeId> {
        match self.kind(node) {
            Kind::Object => self.child(node, step),
            Kind::Array => self.item(node, step.parse().ok()?),
            _ => None,
        }
    }

    /// The nodes from below the root to this one.
    fn steps(&self, node: NodeId) -> Vec<NodeId> {
        let mut steps: Vec<_> = std::iter::successors(Some(node), |step| self.parent(*step)).collect();
        steps.pop();
        steps.reverse();
        steps
    }

    fn index(&self, node: NodeId) -> Option<u32> {
        let parent = self.parent(node)?;
        (self.kind(parent) == Kind::Array).then(|| self.node(node).index)
    }
}

/// The fields so far, wrapped in an `index` where operands were gathered.
fn indexed(fields: String, operands: &mut String, more: bool) -> String {
    if operands.is_empty() {
        return fields;
    }
    let base = if fields.is_empty() { "." } else { &fields };
    let operands = std::mem::take(operands);
    if more { format!("(index {base}{operands})") } else { format!("index {base}{operands}") }
}

/// Names that jq and Go templates take without quotes alike.
pub(super) fn is_identifier(key: &str) -> bool {
    let mut bytes = key.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A string in Go's spelling, which has neither JSON's `\/` nor its surrogate pairs.
fn go_string(text: &str) -> String {
    let mut quoted = String::from('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => quoted.extend(['\\', char]),
            '\n' => quoted.push_str("\\n"),
            control if control.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = r#"{"Config":{"Env":["A=1","B=2"],"Labels":{"a.b":"x","q\"\\\u00e9":"y","":"z"}},
        "Ports":{"80/tcp":[{"HostPort":"8080"}]},"Mounts":[{"Source":"/x"}],"~a/b":1}"#;

    #[test]
    fn every_spelling_of_a_path() {
        let document = Document::parse(TEXT);
        for (pointer, jq, template) in [
            ("", ".[0]", "{{json .}}"),
            ("/Config", ".[0].Config", "{{.Config}}"),
            ("/Config/Env/1", ".[0].Config.Env[1]", "{{index .Config.Env 1}}"),
            ("/Config/Labels/a.b", r#".[0].Config.Labels["a.b"]"#, r#"{{index .Config.Labels "a.b"}}"#),
            ("/Config/Labels/", r#".[0].Config.Labels[""]"#, r#"{{index .Config.Labels ""}}"#),
            ("/Config/Labels/q\"\\é", r#".[0].Config.Labels["q\"\\\u00e9"]"#, r#"{{index .Config.Labels "q\"\\é"}}"#),
            (
                "/Ports/80~1tcp/0/HostPort",
                r#".[0].Ports["80/tcp"][0].HostPort"#,
                r#"{{(index .Ports "80/tcp" 0).HostPort}}"#,
            ),
            ("/Mounts/0/Source", ".[0].Mounts[0].Source", "{{(index .Mounts 0).Source}}"),
            ("/~0a~1b", r#".[0]["~a/b"]"#, r#"{{index . "~a/b"}}"#),
        ] {
            let node = document.find(pointer).unwrap_or_else(|| panic!("{pointer}"));
            let path = document.path(node);
            assert_eq!((&*path.pointer, &*path.jq, &*path.template), (pointer, jq, template));
            assert_eq!(document.find(jq), Some(node), "{jq}");
            assert_eq!(document.find(template), Some(node), "{template}");
        }
    }

    #[test]
    fn paths_are_found_as_people_type_them() {
        let document = Document::parse(TEXT);
        let env = document.find("/Config/Env/1");
        for path in
            [".Config.Env[1]", "Config.Env[1]", "[0].Config.Env[1]", " {{.Config.Env[1]}} ", ".Config[\"Env\"][1]"]
        {
            assert_eq!(document.find(path), env, "{path}");
        }
        let label = document.find("/Config/Labels/a.b");
        for path in [
            r#"{{ index .Config.Labels "a.b" }}"#,
            "{{index .Config.Labels `a.b`}}",
            r#"{{json (index .Config.Labels "a.b")}}"#,
            r#"{{- index .Config.Labels "a.b" | json -}}"#,
            r#"{{index .Config "Labels" "a.b"}}"#,
        ] {
            assert_eq!(document.find(path), label, "{path}");
        }
        assert_eq!(document.find("{{json .Config}}"), document.find("/Config"));
        assert_eq!(document.find("{{json .}}"), Some(NodeId::ROOT));
        for path in ["{{.Nope}}", "{{index .Config.Labels \"a.b}}", "{{len .Config.Env}}", "{{range .Mounts}}"] {
            assert_eq!(document.find(path), None, "{path}");
        }
        for path in [".Nope", ".Config.Env[9]", ".Config.Env[x]", ".Config[\"Env", "/Config/Env/1/2", ".Config..Env"] {
            assert_eq!(document.find(path), None, "{path}");
        }
    }

    #[test]
    fn an_array_of_documents_is_its_own_root() {
        let document = Document::parse(r#"[{"Config":{"Env":["A=1"]}},{"Config":1}]"#);
        for (pointer, jq, template) in [
            ("", ".", "{{json .}}"),
            ("/0", ".[0]", "{{json .}}"),
            ("/0/Config/Env/0", ".[0].Config.Env[0]", "{{index .Config.Env 0}}"),
            ("/1/Config", ".[1].Config", "{{.Config}}"),
        ] {
            let node = document.find(pointer).unwrap_or_else(|| panic!("{pointer}"));
            let path = document.path(node);
            assert_eq!((&*path.pointer, &*path.jq, &*path.template), (pointer, jq, template));
            assert_eq!(document.find(jq), Some(node), "{jq}");
        }
        assert_eq!(document.find("{{.Config}}"), document.find("/0/Config"));
        assert_eq!(document.find("{{json .}}"), document.find("/0"));
        assert_eq!(Document::parse("[]").find("{{.Config}}"), None);
    }

    #[test]
    fn very_deep_paths_leave_steps_out() {
        let document = Document::parse("[".repeat(1_000) + &"]".repeat(1_000));
        let path = document.path(NodeId(999));
        assert_eq!(path.crumbs.len(), MAX_CRUMBS + 1);
        assert_eq!(path.elided, 975);
        assert_eq!(path.pointer.len(), 2 * 999);
    }

    /// Documents whose objects have no key twice.
    fn any_document() -> impl Strategy<Value = serde_json::Value> {
        use serde_json::Value;
        let key = prop_oneof!["[A-Za-z_][A-Za-z0-9_]{0,3}", "[0-9.~/\\[\\](){}\"' `|$-]{0,4}", any::<String>()];
        let leaf = prop_oneof![any::<i64>().prop_map(Value::from), any::<String>().prop_map(Value::from)];
        leaf.prop_recursive(6, 48, 5, move |inner| {
            let array = prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from);
            let object = prop::collection::hash_map(key.clone(), inner, 0..5);
            prop_oneof![array, object.prop_map(Value::from_iter)]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_spelling_leads_back(value in any_document()) {
            let document = Document::parse(value.to_string());
            let first = document.item(NodeId::ROOT, 0);
            for node in (0..document.len()).map(NodeId) {
                let path = document.path(node);
                prop_assert_eq!(document.find(&path.jq), Some(node), "{}", path.jq);
                prop_assert_eq!(document.find(&path.pointer), Some(node), "{}", path.pointer);
                // Of an array of documents a template means the first.
                if !value.is_array() || first.is_some_and(|first| (first.0..document.end(first)).contains(&node.0)) {
                    prop_assert_eq!(document.find(&path.template), Some(node), "{}", path.template);
                }
            }
        }

        #[test]
        fn any_text_may_be_looked_for(value in any_document(), path in "(\\.|\\[|\\]|\"|/|~|[{][{]|[}][}]|index |json |[(]|[)]|`|\\\\|[a-z0-9é]){0,12}") {
            let document = Document::parse(value.to_string());
            document.find(&path);
            document.complete(&path);
        }
    }
}
