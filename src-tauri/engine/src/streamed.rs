//! An answer that is read in the task that also reads its connection. Through the shared client each chunk of an answer is
//! handed from one task to another, and an engine writes a log in a chunk for each line: the handing over would cost more
//! than the reading.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http_body_util::Empty;
use hyper::body::{Body, Incoming};
use hyper::client::conn::http1;
use hyper::{Request, Response, StatusCode, Version, header};

use crate::Engine;
use crate::engine::{lost, refused_or};
use crate::error::{Error, ErrorCode, Result};
use crate::transport::Wire;

/// So much is taken before it is passed on, where so much is there: several hundred lines of an ordinary log.
const BATCH: usize = 64 * 1024;

type Connection = http1::Connection<Wire, Empty<Bytes>>;

/// A connection of its own, and the body of the one answer that comes through it. Dropping it ends the request.
pub(crate) struct Streamed {
    /// None when it has ended.
    connection: Option<Connection>,
    body: Incoming,
    /// How the answer has ended.
    ended: Option<Result<()>>,
}

impl Streamed {
    /// `GET path`, without a time limit. In HTTP/1.1 an engine writes what it sends while it comes, a chunk for each line of a
    /// log, and in HTTP/1.0 without chunks: both sides have a tenth less to do. The end of an answer and a connection that
    /// breaks are the same then, unless it breaks within what is sent. A proxy before the engine may refuse HTTP/1.0, and is
    /// asked in HTTP/1.1.
    ///
    /// # Errors
    /// What the engine answered, or `EngineLost`.
    pub async fn get(engine: &Engine, path: &str, version: Version) -> Result<Self> {
        let (mut connection, mut response) = ask(engine, path, version).await?;
        let refuses =
            matches!(response.status(), StatusCode::UPGRADE_REQUIRED | StatusCode::HTTP_VERSION_NOT_SUPPORTED);
        if refuses && version != Version::HTTP_11 {
            (connection, response) = ask(engine, path, Version::HTTP_11).await?;
        }
        let response = beside(&mut connection, refused_or(response)).await?;
        Ok(Self { connection, body: response.into_body(), ended: None })
    }

    /// Adds to the buffer what has come, up to some tens of kilobytes; false at the end. Cancel-safe.
    ///
    /// # Errors
    /// `EngineLost` where the connection breaks before the answer has ended.
    pub async fn read(&mut self, buffer: &mut BytesMut) -> Result<bool> {
        std::future::poll_fn(|cx| self.poll_read(cx, buffer)).await
    }

    fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut BytesMut) -> Poll<Result<bool>> {
        let before = buffer.len();
        // Nothing more is there only when the connection has been read since.
        let mut is_read = false;
        while buffer.len() - before < BATCH && self.ended.is_none() {
            match Pin::new(&mut self.body).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    buffer.extend_from_slice(frame.data_ref().map_or(&[], |data| &data[..]));
                    is_read = false;
                }
                Poll::Ready(Some(Err(error))) => self.ended = Some(Err(lost(&error))),
                Poll::Ready(None) => self.ended = Some(Ok(())),
                Poll::Pending if !is_read => {
                    if self.connection.as_mut().is_some_and(|open| Pin::new(open).poll(cx).is_ready()) {
                        self.connection = None;
                    }
                    is_read = true;
                }
                Poll::Pending => break,
            }
        }
        // What came before the end is passed on first.
        match &self.ended {
            _ if buffer.len() > before => Poll::Ready(Ok(true)),
            Some(ended) => Poll::Ready(ended.clone().map(|()| false)),
            None => Poll::Pending,
        }
    }
}

/// The head of an answer, whatever it says.
async fn ask(engine: &Engine, path: &str, version: Version) -> Result<(Option<Connection>, Response<Incoming>)> {
    let wire = engine.way().connect().await.map_err(|error| lost(&error))?;
    let (mut sender, connection) = http1::handshake(wire).await.map_err(|error| lost(&error))?;
    let request = Request::get(path)
        .version(version)
        .header(header::HOST, "engine")
        .body(Empty::new())
        .map_err(|error| Error::new(ErrorCode::InvalidInput, format!("{path} is not a valid request: {error}")))?;
    let mut connection = Some(connection);
    let response = beside(&mut connection, sender.send_request(request)).await.map_err(|error| lost(&error))?;
    Ok((connection, response))
}

/// Awaits what comes through the connection, and drives the connection meanwhile.
async fn beside<T>(connection: &mut Option<Connection>, answered: impl Future<Output = T>) -> T {
    tokio::pin!(answered);
    std::future::poll_fn(|cx| {
        // The answer is looked at after the connection: what that has read wakes this task in vain otherwise.
        if connection.as_mut().is_some_and(|open| Pin::new(open).poll(cx).is_ready()) {
            *connection = None;
        }
        answered.as_mut().poll(cx)
    })
    .await
}
