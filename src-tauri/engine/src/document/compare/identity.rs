//! By what the items of an array are known: a variable by its name, a mount by where it is mounted.
//!
//! Facts about engines' documents only; what goes with what is `align.rs`.

use std::borrow::Cow;
use std::collections::HashSet;

use super::super::tree::{Document, Kind, NodeId};

/// Arrays whose order is their meaning: command lines, and the layers of a file system.
const ORDERED: [&str; 8] = ["Cmd", "Command", "Entrypoint", "Args", "Test", "Shell", "OnBuild", "Layers"];

/// The array of a container's variables.
const VARIABLES: &str = "Env";

/// Fields that name an object among others, the most telling first. An address goes before an address with its port, so
/// that another port is a change of one binding, and not a binding gone and another come.
const FIELDS: [&[&str]; 14] = [
    &["Destination"],
    &["Target"],
    &["ContainerPath"],
    &["PathInContainer"],
    &["PathOnHost"],
    &["Name"],
    &["Id"],
    &["ID"],
    &["Digest"],
    &["digest"],
    &["Subnet"],
    &["Start"],
    &["HostIp"],
    &["HostIp", "HostPort"],
];

/// What one array's items are known by: variables' names, or one of [`FIELDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity(u8);

impl Identity {
    const VARIABLE: Self = Self(0);

    fn fields(self) -> &'static [&'static str] {
        usize::from(self.0).checked_sub(1).and_then(|at| FIELDS.get(at)).copied().unwrap_or_default()
    }

    /// The values that it is read from, as far as they are there.
    pub fn sources(self, document: &Document, item: NodeId) -> Vec<NodeId> {
        if self == Self::VARIABLE {
            return vec![item];
        }
        self.fields().iter().filter_map(|name| document.child(item, name)).collect()
    }

    /// What this item is known by; none where it lacks a field.
    pub fn of(self, document: &Document, item: NodeId) -> Option<Cow<'_, str>> {
        if self == Self::VARIABLE {
            return (document.kind(item) == Kind::String).then(|| variable(document, item));
        }
        let fields = self.sources(document, item);
        let value = |node| matches!(document.kind(node), Kind::String | Kind::Number).then(|| document.value(node));
        let values = fields.iter().map(|node| value(*node)).collect::<Option<Vec<_>>>()?;
        if values.len() < self.fields().len() {
            return None;
        }
        match <[_; 1]>::try_from(values) {
            Ok([value]) => Some(value),
            Err(values) => Some(values.join(":").into()),
        }
    }
}

/// The identities that all items of an array have and, but for variables, that none shares with another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Identities(u16);

impl Identities {
    pub fn of(document: &Document, array: NodeId) -> Self {
        let key = document.key(array);
        if key.as_deref().is_some_and(|key| ORDERED.contains(&key)) {
            return Self::default();
        }
        let Some(first) = document.children(array).next() else { return Self(u16::MAX) };
        match document.kind(first) {
            Kind::String => {
                let free = key.as_deref() == Some(VARIABLES);
                let all = document
                    .children(array)
                    .all(|item| document.kind(item) == Kind::String && (free || is_assignment(&document.value(item))));
                Self(u16::from(all))
            }
            Kind::Object => (1..=FIELDS.len() as u8)
                .map(Identity)
                .filter(|identity| tells_apart(document, array, *identity))
                .fold(Self::default(), |all, identity| Self(all.0 | 1 << identity.0)),
            _ => Self::default(),
        }
    }

    pub fn both(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The most telling one.
    pub fn first(self) -> Option<Identity> {
        u8::try_from(self.0.trailing_zeros()).ok().filter(|_| self.0 != 0).map(Identity)
    }
}

fn tells_apart(document: &Document, array: NodeId, identity: Identity) -> bool {
    let mut seen = HashSet::new();
    document.children(array).all(|item| {
        document.kind(item) == Kind::Object && identity.of(document, item).is_some_and(|name| seen.insert(name))
    })
}

/// The name of `NAME=value`; all of it where nothing is assigned.
fn variable(document: &Document, item: NodeId) -> Cow<'_, str> {
    match document.value(item) {
        Cow::Borrowed(text) => Cow::Borrowed(text.split_once('=').map_or(text, |(name, _)| name)),
        Cow::Owned(text) => text.split_once('=').map_or_else(|| text.clone(), |(name, _)| name.to_owned()).into(),
    }
}

fn is_assignment(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identities(array: &str) -> Option<Vec<String>> {
        let document = Document::parse(array);
        let array = document.find("/a").unwrap_or(NodeId::ROOT);
        let array = if document.kind(array) == Kind::Array { array } else { document.children(array).next().unwrap() };
        let identity = Identities::of(&document, array).first()?;
        document.children(array).map(|item| identity.of(&document, item).map(Cow::into_owned)).collect()
    }

    #[test]
    fn items_are_known_by_what_tells_them_apart() {
        for (array, expected) in [
            (r#"["A=1","B_2=x=y","A=2"]"#, Some(vec!["A", "B_2", "A"])),
            (r#"{"Env":["A=1","odd","\u0041=2"]}"#, Some(vec!["A", "odd", "A"])),
            (r#"["A=1","odd"]"#, None),
            (r#"["--a=1"]"#, None),
            (r#"{"Cmd":["A=1","B=2"]}"#, None),
            (r#"{"Layers":["A=1"]}"#, None),
            (r#"[{"Name":"v","Destination":"/a"},{"Destination":"/b"}]"#, Some(vec!["/a", "/b"])),
            (r#"[{"Name":"v","Target":"/a"},{"Name":"w","Target":"/a"}]"#, Some(vec!["v", "w"])),
            (r#"[{"HostIp":"","HostPort":"80"}]"#, Some(vec![""])),
            (r#"[{"HostIp":"","HostPort":"80"},{"HostIp":"","HostPort":"81"}]"#, Some(vec![":80", ":81"])),
            (r#"[{"Id":"x"},{"Id":"x"}]"#, None),
            (r#"[{"Id":{}},{"Id":"x"}]"#, None),
            (r#"[{"Id":"y"},"x"]"#, None),
            ("[1,2]", None),
        ] {
            let expected = expected.map(|names| names.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(identities(array), expected, "{array}");
        }
    }
}
