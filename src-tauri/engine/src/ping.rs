//! Whether an engine still answers. A connection alone does not tell: the other end may be asleep, or gone without a word.

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{Request, header};

use crate::Engine;
use crate::engine::{lost, refused_or};
use crate::error::{Error, ErrorCode, Result};

/// A connection that is kept for nothing else. As old as others to the engine, it shares what becomes of them; a new one may be
/// answered where they lead nowhere any more.
#[derive(Default)]
pub struct Ping(Option<SendRequest<Empty<Bytes>>>);

impl Ping {
    /// `GET /_ping`, without a time limit; over another connection where the one that was kept is broken.
    ///
    /// # Errors
    /// `EngineLost`, or what the engine answered.
    pub async fn ask(&mut self, engine: &Engine) -> Result<()> {
        // What is dropped while it waits for an answer is not kept.
        if let Some(mut kept) = self.0.take()
            && answer(&mut kept).await.is_ok()
        {
            self.0 = Some(kept);
            return Ok(());
        }
        let wire = engine.way().connect().await.map_err(|error| lost(&error))?;
        let (mut sender, connection) = http1::handshake(wire).await.map_err(|error| lost(&error))?;
        tokio::spawn(connection);
        answer(&mut sender).await?;
        self.0 = Some(sender);
        Ok(())
    }
}

async fn answer(sender: &mut SendRequest<Empty<Bytes>>) -> Result<()> {
    let odd = |error: hyper::http::Error| Error::new(ErrorCode::Internal, error.to_string());
    let request = Request::get("/_ping").header(header::HOST, "engine").body(Empty::new()).map_err(odd)?;
    sender.ready().await.map_err(|error| lost(&error))?;
    let answer = refused_or(sender.send_request(request).await.map_err(|error| lost(&error))?).await?;
    answer.into_body().collect().await.map_err(|error| lost(&error)).map(drop)
}
