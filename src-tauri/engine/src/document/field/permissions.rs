//! What may be done with a file or a device.

use super::super::tree::Kind;
use super::Hint;
use super::place::Place;

/// Permission bits with set-user-id, set-group-id and sticky.
const ALL_BITS: u32 = 0o7777;

/// Mode bits under the names that engines have for them, and access to devices.
pub(super) fn hint(place: &Place<'_>) -> Option<Hint> {
    let text = place.text();
    let octal = |digits: &str| u32::from_str_radix(digits, 8).ok().and_then(permissions);
    match (place.kind(), place.key, place.within) {
        // Go writes the bits as a number like any other: 292 is 0444.
        (Kind::Number, "FileMode", _) | (Kind::Number, "Mode", "File" | "TmpfsOptions") => {
            permissions(text.parse().ok()?)
        }
        (Kind::String, "Umask", _) => octal(text),
        (Kind::String, _, "Tmpfs") | (Kind::String, "o", "Options") => {
            octal(text.split(',').find_map(|option| option.strip_prefix("mode="))?)
        }
        (Kind::String, "CgroupPermissions", _) => device(text),
        // `c 13:* rwm`
        (Kind::String, "", "DeviceCgroupRules") => device(text.rsplit(' ').next()?),
        _ => None,
    }
}

fn permissions(mode: u32) -> Option<Hint> {
    let class = |shift: u32, special: u32, set: char| {
        let bits = mode >> shift;
        let flag = |bit: u32, letter: char| if bits & bit != 0 { letter } else { '-' };
        let execute = match (bits & 1 != 0, mode & special != 0) {
            (executable, false) => {
                if executable {
                    'x'
                } else {
                    '-'
                }
            }
            (true, true) => set,
            (false, true) => set.to_ascii_uppercase(),
        };
        [flag(4, 'r'), flag(2, 'w'), execute]
    };
    let classes = [class(6, 0o4000, 's'), class(3, 0o2000, 's'), class(0, 0o1000, 't')];
    (mode <= ALL_BITS)
        .then(|| Hint::Permissions { text: classes.into_iter().flatten().collect(), octal: format!("{mode:04o}") })
}

fn device(text: &str) -> Option<Hint> {
    let known = !text.is_empty() && text.chars().all(|char| matches!(char, 'r' | 'w' | 'm'));
    let has = |letter: char| text.contains(letter);
    known.then(|| Hint::DeviceAccess { read: has('r'), write: has('w'), create: has('m') })
}

#[cfg(test)]
mod tests {
    use super::super::tests::hint_at;
    use super::*;

    #[test]
    fn bits_are_written_as_ls_writes_them() {
        for (text, path, expected) in [
            (r#"{"Secrets":[{"File":{"Mode":292}}]}"#, "/Secrets/0/File/Mode", Some(("r--r--r--", "0444"))),
            (r#"{"FileMode":420}"#, "/FileMode", Some(("rw-r--r--", "0644"))),
            (r#"{"TmpfsOptions":{"Mode":1023}}"#, "/TmpfsOptions/Mode", Some(("rwxrwxrwt", "1777"))),
            (r#"{"Umask":"0022"}"#, "/Umask", Some(("----w--w-", "0022"))),
            (r#"{"Tmpfs":{"/run":"rw,size=64k,mode=1770"}}"#, "/Tmpfs/~1run", Some(("rwxrwx--T", "1770"))),
            (r#"{"Options":{"o":"mode=6750"}}"#, "/Options/o", Some(("rwsr-s---", "6750"))),
            (r#"{"FileMode":2048}"#, "/FileMode", Some(("--S------", "4000"))),
            (r#"{"FileMode":4096}"#, "/FileMode", None),
            (r#"{"Umask":"9"}"#, "/Umask", None),
            (r#"{"Mounts":[{"Mode":"z"}]}"#, "/Mounts/0/Mode", None),
        ] {
            let expected =
                expected.map(|(text, octal)| Hint::Permissions { text: text.to_owned(), octal: octal.to_owned() });
            assert_eq!(hint_at(text, path), expected, "{text}");
        }
    }

    #[test]
    fn access_to_devices() {
        let access = |read, write, create| Some(Hint::DeviceAccess { read, write, create });
        for (text, path, expected) in [
            (r#"{"CgroupPermissions":"rwm"}"#, "/CgroupPermissions", access(true, true, true)),
            (r#"{"CgroupPermissions":"r"}"#, "/CgroupPermissions", access(true, false, false)),
            (r#"{"CgroupPermissions":""}"#, "/CgroupPermissions", None),
            (r#"{"DeviceCgroupRules":["c 13:* rw"]}"#, "/DeviceCgroupRules/0", access(true, true, false)),
        ] {
            assert_eq!(hint_at(text, path), expected, "{text}");
        }
    }
}
