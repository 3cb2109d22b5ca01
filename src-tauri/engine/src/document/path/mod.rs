//! Where a node is, in the languages people use: jq, JSON Pointer (RFC 6901) and the Go templates of `docker inspect -f`;
//! and the way back from such a path to a node.

mod steps;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use specta::Type;

pub(super) use self::steps::{Spelling, Step, Typed};
use super::rows::{Excerpt, excerpt};
use super::text;
use super::tree::{Document, Kind, NodeId};

/// Steps that a path says one by one; of a longer one the first and the last ones.
const MAX_CRUMBS: usize = 24;
/// Characters of a step's name.
const CRUMB_CHARS: usize = 80;
/// Bytes of a pointer where many are told at once: longer than any path that an engine's document has, and 500 of them
/// are still one frame.
pub(super) const POINTER_BYTES: usize = 4 * 1024;
/// Bytes of one spelling of the path that is told of a single node.
const PATH_BYTES: usize = 64 * 1024;

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
            key: self.raw_key(*node).map(|key| excerpt(key, CRUMB_CHARS, None)),
            index: self.index(*node),
        };
        let elided = steps.len().saturating_sub(MAX_CRUMBS);
        let mut crumbs = vec![crumb(&NodeId::ROOT)];
        crumbs.extend(steps[elided..].iter().map(crumb));
        // Half a path would lead elsewhere: one that is too long is not told.
        NodePath {
            crumbs,
            elided: u32::try_from(elided).unwrap_or(u32::MAX),
            jq: self.jq_within(node, PATH_BYTES).unwrap_or_default(),
            pointer: self.pointer_within(node, PATH_BYTES).unwrap_or_default(),
            template: self.template_within(node, PATH_BYTES).unwrap_or_default(),
        }
    }

    /// `.[0].Config.Labels["a.b"]`
    pub fn jq(&self, node: NodeId) -> String {
        self.jq_within(node, usize::MAX).unwrap_or_default()
    }

    /// As `jq`; none where that takes more bytes than `limit`.
    fn jq_within(&self, node: NodeId, limit: usize) -> Option<String> {
        let mut jq = Spelled::new(limit);
        jq.push(if self.kind(NodeId::ROOT) == Kind::Array { "." } else { ".[0]" })?;
        for step in self.steps(node) {
            match (self.raw_key(step), self.index(step)) {
                (_, Some(index)) => jq.push(&format!("[{index}]"))?,
                (Some(raw), _) if is_identifier(text::inner(raw)) => {
                    jq.push(".")?;
                    jq.push(text::inner(raw))?;
                }
                (Some(raw), _) => match self.key_within(step, limit) {
                    Some(key) if is_identifier(&key) => jq.push(&format!(".{key}"))?,
                    // A key as JSON spells it is a jq string too.
                    _ => ["[", raw, "]"].into_iter().try_for_each(|part| jq.push(part))?,
                },
                (None, None) => {}
            }
        }
        Some(jq.text)
    }

    /// `/Config/Labels/a.b`, RFC 6901.
    pub fn pointer(&self, node: NodeId) -> String {
        self.pointer_within(node, usize::MAX).unwrap_or_default()
    }

    /// As `pointer`; none where that takes more bytes than `limit`, which is found out without spelling it.
    pub fn pointer_within(&self, node: NodeId, limit: usize) -> Option<String> {
        let mut pointer = Spelled::new(limit);
        for step in self.steps(node) {
            match self.index(step) {
                Some(index) => pointer.push(&format!("/{index}"))?,
                None => {
                    pointer.push("/")?;
                    pointer.push(&escaped(&self.key_within(step, limit)?))?;
                }
            }
        }
        Some(pointer.text)
    }

    /// `{{.Config.User}}`, `{{index .Config.Labels "a.b"}}`, `{{(index .Mounts 0).Source}}`, and `{{json .Config.Env}}` for
    /// objects and arrays, which Go prints in a form of its own that nothing reads. Of an array of objects it is applied
    /// to each, so it does not say which.
    pub fn template(&self, node: NodeId) -> String {
        self.template_within(node, usize::MAX).unwrap_or_default()
    }

    fn template_within(&self, node: NodeId, limit: usize) -> Option<String> {
        let expression = self.template_expression(node, limit)?;
        Some(match expression.as_str() {
            field if !self.kind(node).is_container() => format!("{{{{{field}}}}}"),
            index if index.starts_with("index ") => format!("{{{{json ({index})}}}}"),
            field => format!("{{{{json {field}}}}}"),
        })
    }

    /// What stands in the brackets of a template, as Go would print it: `.Config.Env`, `index .Config.Env 2`. None where
    /// that takes more bytes than `limit`.
    pub(super) fn template_expression(&self, node: NodeId, limit: usize) -> Option<String> {
        // Each `index` begins in front of all that it is looked up in, so the text grows at its end alone and what opens
        // it is counted.
        let mut text = Spelled::new(limit);
        let mut opened = 0;
        let mut is_operand = false;
        for step in self.steps(node).into_iter().skip(usize::from(self.kind(NodeId::ROOT) == Kind::Array)) {
            let operand = match self.index(step) {
                Some(index) => index.to_string(),
                None => match self.key_within(step, limit)? {
                    key if is_identifier(&key) => {
                        if is_operand {
                            text.push(")")?;
                            opened += 1;
                            is_operand = false;
                        }
                        text.push(".")?;
                        text.push(&key)?;
                        continue;
                    }
                    key => go_string(&key),
                },
            };
            if text.text.is_empty() {
                text.push(".")?;
            }
            is_operand = true;
            text.push(" ")?;
            text.push(&operand)?;
        }
        if text.text.is_empty() {
            text.push(".")?;
        }
        let first = if is_operand { "index " } else { "" };
        Some(format!("{first}{}{}", "(index ".repeat(opened), text.text))
    }

    /// The key as it reads; none where that takes more bytes than `limit`, which is seen before it is read.
    fn key_within(&self, node: NodeId, limit: usize) -> Option<Cow<'_, str>> {
        /// Bytes of `\u0041`, which reads as one.
        const LONGEST_ESCAPE: usize = 6;
        let raw = self.raw_key(node)?;
        let may_fit = raw.len() / LONGEST_ESCAPE <= limit;
        may_fit.then(|| text::decode(raw)).filter(|key| key.len() <= limit)
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

/// A text that stops growing at so many bytes.
struct Spelled {
    text: String,
    limit: usize,
}

impl Spelled {
    fn new(limit: usize) -> Self {
        Self { text: String::new(), limit }
    }

    fn push(&mut self, text: &str) -> Option<()> {
        (text.len() <= self.limit - self.text.len()).then(|| self.text.push_str(text))
    }
}

/// A key as a step of a pointer.
pub(super) fn escaped(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(key) }
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
            ("/Config", ".[0].Config", "{{json .Config}}"),
            ("/Mounts/0", ".[0].Mounts[0]", "{{json (index .Mounts 0)}}"),
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
            ("/0/Config/Env", ".[0].Config.Env", "{{json .Config.Env}}"),
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

    #[test]
    fn what_is_told_of_a_hostile_key_is_bounded() {
        let texts = ["k".repeat(1_000_000), "~/".repeat(500_000), "\\u0041".repeat(200_000), "é\\\"".repeat(300_000)];
        for key in texts {
            let document = Document::parse(format!(r#"{{"{key}":{{"a":[1]}},"b":{{"{key}":1}}}}"#));
            for node in [1, 2, 3, 5].map(NodeId) {
                let path = document.path(node);
                let told = serde_json::to_string(&path).unwrap();
                assert!(told.len() < 2_000, "{}", told.len());
                assert!(path.jq.is_empty() && path.pointer.is_empty() && path.template.is_empty());
                assert_eq!(document.pointer_within(node, POINTER_BYTES), None);
                // What is asked for alone is told whole.
                assert_eq!(document.find(&document.pointer(node)), Some(node));
                assert_eq!(document.find(&document.jq(node)), Some(node));
                assert_eq!(document.find(&document.template(node)), Some(node));
            }
            assert_eq!(document.path(NodeId(4)).pointer, "/b");
        }
        let document = Document::parse(r#"{"ab":{"c":[1]}}"#);
        assert_eq!(document.pointer_within(NodeId(3), 7).as_deref(), Some("/ab/c/0"));
        assert_eq!(document.pointer_within(NodeId(3), 6), None);
        assert_eq!(document.pointer_within(NodeId::ROOT, 0).as_deref(), Some(""));
    }

    #[test]
    fn a_template_grows_with_depth_and_no_faster() {
        let depth = 50_000;
        let document = Document::parse(r#"[[{"a":"#.repeat(depth) + "1" + &"}]]".repeat(depth));
        let last = NodeId(document.len() - 1);
        let template = document.template(last);
        assert!(template.len() < 20 * depth, "{}", template.len());
        assert_eq!(document.find(&template), Some(last));
        assert_eq!(document.path(last).template, "");
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
