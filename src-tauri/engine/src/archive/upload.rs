//! A file on its way to the engine, with the engine's own messages meanwhile.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use http_body_util::{Either, StreamBody};
use hyper::Method;
use hyper::body::Frame;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio_util::io::ReaderStream;

use crate::calls::Body;
use crate::messages::{Message, messages};
use crate::{Engine, Error, ErrorCode, Result};

/// Read from the file at once: few enough calls, little enough memory.
const PIECE: usize = 256 * 1024;

/// How often the count of bytes is looked at. A bar that moves ten times a second looks continuous.
const SAMPLE: Duration = Duration::from_millis(100);

/// An archive to send: its bytes and how many there are.
pub struct Source {
    pub bytes: Box<dyn AsyncRead + Send + Unpin>,
    pub length: u64,
}

/// What happened since the last time.
pub(super) enum News {
    /// So many bytes have gone to the engine.
    Sent(u64),
    Said(Message),
}

#[derive(Default)]
struct Counted {
    sent: AtomicU64,
    failure: Mutex<Option<std::io::Error>>,
}

/// `POST path` with the file as the body. Dropping the future breaks the request off.
///
/// # Errors
/// `FileUnavailable` where the file can't be read to its end, else what the engine said.
pub(super) async fn upload(engine: &Engine, path: &str, source: Source, mut tell: impl FnMut(News)) -> Result<()> {
    let counted = Arc::new(Counted::default());
    let body = body(source, &counted);
    let mut sample = tokio::time::interval(SAMPLE);
    sample.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut told = 0;
    let mut look = |tell: &mut dyn FnMut(News)| {
        let sent = counted.sent.load(Ordering::Relaxed);
        if sent != told {
            told = sent;
            tell(News::Sent(sent));
        }
    };
    let failed = |error: Error| {
        let failure = counted.failure.lock().unwrap_or_else(PoisonError::into_inner).take();
        failure.map_or(error, |failure| Error::new(ErrorCode::FileUnavailable, failure.to_string()))
    };
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("application/x-tar"))];
    let mut asked = std::pin::pin!(engine.send(Method::POST, path, &headers, body));
    let response = loop {
        tokio::select! {
            response = &mut asked => break response.map_err(failed)?,
            _ = sample.tick() => look(&mut tell),
        }
    };
    // The engine may answer long before it has the whole body.
    let mut messages = std::pin::pin!(messages(response));
    loop {
        tokio::select! {
            message = messages.next() => match message {
                Some(message) => tell(News::Said(message.map_err(failed)?)),
                None => break,
            },
            _ = sample.tick() => look(&mut tell),
        }
    }
    look(&mut tell);
    Ok(())
}

fn body(source: Source, counted: &Arc<Counted>) -> Body {
    let pieces = ReaderStream::with_capacity(source.bytes.take(source.length), PIECE);
    let counted = Arc::clone(counted);
    let count = move |piece: std::io::Result<Bytes>| match piece {
        Ok(bytes) => {
            counted.sent.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            Ok(Frame::data(bytes))
        }
        Err(error) => {
            let kind = error.kind();
            *counted.failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            Err(kind.into())
        }
    };
    let pieces: std::pin::Pin<Box<dyn Stream<Item = _> + Send>> = Box::pin(pieces.map(count));
    Either::Right(StreamBody::new(pieces))
}
