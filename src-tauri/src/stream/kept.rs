//! Bytes that are kept for later, in less room where that is worth it: what programs print is mostly said again and again.

use std::borrow::Cow;

use bytes::{Bytes, BytesMut};
use lz4_flex::block::{compress_into, decompress_into, get_maximum_output_size};

/// Less than this is not worth the time.
const WORTH_PACKING: usize = 1024;

/// Bytes that change no more. A clone shares them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    bytes: Bytes,
    /// How many there are when unpacked, where they are packed (LZ4, one block).
    unpacked: Option<usize>,
}

impl From<Bytes> for Kept {
    fn from(bytes: Bytes) -> Self {
        Self { bytes, unpacked: None }
    }
}

impl Kept {
    /// Number of the bytes, however they are kept.
    pub fn length(&self) -> usize {
        self.unpacked.unwrap_or(self.bytes.len())
    }

    /// The bytes. They are a copy only where they are packed.
    pub fn read(&self) -> Cow<'_, [u8]> {
        match self.unpacked {
            Some(length) => Cow::Owned(self.unpack(length).into()),
            None => Cow::Borrowed(&self.bytes),
        }
    }

    /// The bytes, shared where they are not packed.
    pub fn bytes(&self) -> Bytes {
        match self.unpacked {
            Some(length) => self.unpack(length).freeze(),
            None => self.bytes.clone(),
        }
    }

    /// There are always as many as were packed: places in the record are counted by them.
    fn unpack(&self, length: usize) -> BytesMut {
        let mut bytes = BytesMut::zeroed(length);
        if decompress_into(&self.bytes, &mut bytes).ok() != Some(length) {
            tracing::error!("packed output can't be read");
        }
        bytes
    }

    /// The same in less room; none where that is not worth it, or done already. Takes some 0.1 ms for 64 KiB.
    pub fn pack(&self) -> Option<Self> {
        let length = self.bytes.len();
        if self.unpacked.is_some() || length < WORTH_PACKING {
            return None;
        }
        let mut room = vec![0; get_maximum_output_size(length)];
        let packed = compress_into(&self.bytes, &mut room).ok().filter(|packed| *packed < length / 8 * 7)?;
        Some(Self { bytes: Bytes::copy_from_slice(&room[..packed]), unpacked: Some(length) })
    }

    #[cfg(test)]
    pub fn is_packed(&self) -> bool {
        self.unpacked.is_some()
    }

    /// The memory of what is not packed, where nobody else has it.
    pub fn into_memory(self) -> Option<BytesMut> {
        if self.unpacked.is_some() {
            return None;
        }
        self.bytes.try_into_mut().ok()
    }
}

/// Bytes that nothing can make fewer, the same for each seed.
#[cfg(test)]
pub fn noise(seed: u64, length: usize) -> Bytes {
    let mut state = seed + 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    (0..length).map(|_| next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_reads_the_same() {
        let numbers: String = (0..9000).map(|line| format!("line {line}\r\n")).collect();
        for text in [Bytes::from(numbers), Bytes::from(vec![0; 64 * 1024]), Bytes::from("ab€".repeat(400))] {
            let packed = Kept::from(text.clone()).pack().expect("it is worth it");
            assert!(packed.bytes.len() < text.len() / 2, "{} of {}", packed.bytes.len(), text.len());
            assert_eq!((packed.length(), &*packed.read(), packed.bytes()), (text.len(), &*text, text.clone()));
            assert_eq!(packed.pack(), None, "it is packed");
            assert!(packed.into_memory().is_none());
        }
    }

    #[test]
    fn what_would_not_be_less_stays() {
        for bytes in [noise(0, 64 * 1024), Bytes::from(vec![b'x'; WORTH_PACKING - 1]), Bytes::new()] {
            let kept = Kept::from(bytes.clone());
            assert_eq!(kept.pack(), None);
            assert_eq!((kept.length(), kept.bytes()), (bytes.len(), bytes));
        }
    }

    #[test]
    fn memory_is_had_back_where_nobody_reads_it() {
        let kept = Kept::from(Bytes::from(vec![b'x'; 100]));
        let reader = kept.bytes();
        assert!(kept.clone().into_memory().is_none());
        drop(reader);
        assert_eq!(kept.into_memory().map(|memory| memory.len()), Some(100));
    }
}
