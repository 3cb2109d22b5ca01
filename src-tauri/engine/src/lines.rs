//! Answers that are a stream of JSON values, one a line: how an engine tells of a pull, a push, a load.

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt};
use http_body_util::BodyDataStream;
use hyper::Response;
use hyper::body::Incoming;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio_util::codec::{FramedRead, LinesCodec};
use tokio_util::io::StreamReader;

use crate::engine::lost;
use crate::{Error, ErrorCode, Result};

/// Longest line that is read, in bytes. Messages are a few hundred.
const LINE_MAX: usize = 1024 * 1024;

/// A message with which an engine gives up in the middle of its answer.
#[derive(Deserialize)]
struct Failure {
    #[serde(rename = "errorDetail")]
    detail: Option<Detail>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct Detail {
    message: Option<String>,
}

/// The messages of an answer; one that says that it failed ends the stream as `EngineRefused` with the engine's words.
/// Dropping the stream closes the connection, which cancels the work on the engine.
pub(crate) fn json_lines<T: DeserializeOwned + Send>(
    response: Response<Incoming>,
) -> impl Stream<Item = Result<T>> + Send {
    let bytes = BodyDataStream::new(response.into_body())
        .map_ok(|bytes: Bytes| bytes)
        .map_err(|error| std::io::Error::other(lost(&error).message));
    let lines = FramedRead::new(StreamReader::new(bytes), LinesCodec::new_with_max_length(LINE_MAX));
    lines.filter_map(|line| async move {
        match line {
            Ok(line) if line.trim().is_empty() => None,
            Ok(line) => Some(read(&line)),
            Err(error) => Some(Err(lost(&error))),
        }
    })
}

fn read<T: DeserializeOwned>(line: &str) -> Result<T> {
    if let Ok(Failure { detail, error }) = serde_json::from_str(line)
        && let Some(message) = detail.and_then(|detail| detail.message).or(error)
    {
        return Err(Error::new(ErrorCode::EngineRefused, message));
    }
    serde_json::from_str(line)
        .map_err(|error| Error::new(ErrorCode::EngineRefused, format!("the engine's message can't be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_or_is_a_failure() {
        let read = |line| read::<serde_json::Value>(line);
        assert_eq!(read(r#"{"status":"x"}"#).unwrap()["status"], "x");
        assert_eq!(read(r#"{"errorDetail":{"message":"no"},"error":"no"}"#).unwrap_err().message, "no");
        assert_eq!(read(r#"{"error":"Podman's"}"#).unwrap_err().message, "Podman's");
        assert_eq!(read("<html>").unwrap_err().code, ErrorCode::EngineRefused);
    }
}
