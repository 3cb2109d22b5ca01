//! Fonts on this machine that a terminal can be set in.

use std::collections::BTreeMap;

use fontdb::Database;

/// Families whose characters all have one width, each once, as they are listed. Reads every font file's head: not for threads
/// that others wait for.
pub fn monospaced() -> Vec<String> {
    let mut fonts = Database::new();
    fonts.load_system_fonts();
    families(&fonts)
}

fn families(fonts: &Database) -> Vec<String> {
    let faces = fonts.faces().filter(|face| face.monospaced);
    let names = faces.filter_map(|face| face.families.first()).map(|(name, _)| name);
    let sorted: BTreeMap<String, &String> = names.map(|name| (name.to_lowercase(), name)).collect();
    sorted.into_values().cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use fontdb::{FaceInfo, ID, Language, Source, Stretch, Style, Weight};

    use super::*;

    fn face(family: &str, monospaced: bool) -> FaceInfo {
        FaceInfo {
            id: ID::dummy(),
            source: Source::Binary(Arc::new([])),
            index: 0,
            families: vec![(family.to_owned(), Language::English_UnitedStates)],
            post_script_name: String::new(),
            style: Style::Normal,
            weight: Weight::NORMAL,
            stretch: Stretch::Normal,
            monospaced,
        }
    }

    #[test]
    fn only_fonts_of_one_width_are_listed_and_each_once() {
        let mut fonts = Database::new();
        for (family, monospaced) in [("Zed", true), ("a mono", true), ("Words", false), ("Zed", true)] {
            fonts.push_face_info(face(family, monospaced));
        }
        assert_eq!(families(&fonts), ["a mono", "Zed"]);
    }
}
