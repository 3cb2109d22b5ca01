//! An archive that the engine sends, and whether it came whole.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::Response;
use hyper::body::Incoming;

use crate::engine::lost;
use crate::{Error, ErrorCode, Result};

/// A tar archive ends with two blocks of zeros.
const END: usize = 2 * 512;

/// What is kept of the end: room for the mark, and for an error that an engine writes where the archive breaks off.
const TAIL: usize = 8 * 1024;

/// A tar archive on its way from the engine. Dropping it cancels the work on the engine.
pub struct Download {
    body: Incoming,
    tail: BytesMut,
}

impl Download {
    pub(super) fn of(response: Response<Incoming>) -> Self {
        Self { body: response.into_body(), tail: BytesMut::new() }
    }

    /// The next bytes; none at the end of a whole archive. Cancel-safe.
    ///
    /// # Errors
    /// `EngineLost` where the connection breaks or the archive has no end; where the engine writes why, what that means.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        loop {
            let Some(frame) = self.body.frame().await else {
                return check(&self.tail).map(|()| None);
            };
            let Ok(bytes) = frame.map_err(|error| lost(&error))?.into_data() else { continue };
            if bytes.is_empty() {
                continue;
            }
            keep(&mut self.tail, &bytes);
            return Ok(Some(bytes));
        }
    }
}

/// Keeps the last bytes of what came so far.
fn keep(tail: &mut BytesMut, bytes: &[u8]) {
    let new = &bytes[bytes.len().saturating_sub(TAIL)..];
    let old = TAIL - new.len();
    if tail.len() > old {
        *tail = BytesMut::from(&tail[tail.len() - old..]);
    }
    tail.extend_from_slice(new);
}

fn check(tail: &[u8]) -> Result<()> {
    let zeros = tail.iter().rev().take_while(|byte| **byte == 0).count();
    if zeros >= END {
        return Ok(());
    }
    // An engine that fails after it has begun can only write its error behind what it has sent.
    let end = String::from_utf8_lossy(&tail[tail.len().saturating_sub(zeros.max(4096))..]).into_owned();
    let told = end.rfind("{\"errorDetail\"").or_else(|| end.rfind("{\"message\"")).map(|at| &end[at..]);
    let words = told.and_then(|text| {
        let value: serde_json::Value = serde_json::Deserializer::from_str(text).into_iter().next()?.ok()?;
        let message = value.pointer("/errorDetail/message").or_else(|| value.get("message"))?;
        message.as_str().map(str::to_owned)
    });
    Err(match words {
        Some(words) => Error::from_engine(500, words),
        None => Error::new(ErrorCode::EngineLost, "the archive ended before its end"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(pieces: &[&[u8]]) -> Result<()> {
        let mut tail = BytesMut::new();
        for piece in pieces {
            keep(&mut tail, piece);
            assert!(tail.len() <= TAIL);
        }
        check(&tail)
    }

    #[test]
    fn an_archive_is_whole_when_it_has_its_end() {
        assert_eq!(ended(&[&[1; 5000], &[0; 1024]]), Ok(()));
        assert_eq!(ended(&[&[1; 10_000], &[0; 600], &[0; 424]]), Ok(()));
        assert_eq!(ended(&[&[1; 10_000], &[0; 20_000]]), Ok(()));
        assert_eq!(ended(&[&[1; 5000], &[0; 1023]]).unwrap_err().code, ErrorCode::EngineLost);
        assert_eq!(ended(&[]).unwrap_err().code, ErrorCode::EngineLost);
    }

    #[test]
    fn an_error_behind_the_bytes_is_told() {
        let docker = br#"{"errorDetail":{"message":"write /x: no space left on device"},"error":"write"}"#;
        assert_eq!(ended(&[&[1; 5000], docker, b"\r\n"]).unwrap_err().code, ErrorCode::NoSpace);
        let error = ended(&[&[0; 500], br#"{"message":"layer does not exist"}"#]).unwrap_err();
        assert_eq!(error.message, "layer does not exist");
    }
}
