//! Raw hijacked connections for terminals and attached output: bytes in, bytes out, framed only by what the container's
//! `Config.Tty` says. bollard guesses the framing from the bytes and loses some; nothing is guessed here.

use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use http_body_util::Full;
use hyper::upgrade::Upgraded;
use hyper::{Method, Request, StatusCode, header};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};

use crate::Engine;
use crate::engine::{lost, refused_or};
use crate::error::{Error, ErrorCode, Result};

/// How much is read from the socket at once. The engine itself copies in 32 KiB; twice that leaves no call half empty.
const READ_BYTES: usize = 64 * 1024;

/// How long the engine may take to switch to a raw stream.
const UPGRADE_TIMEOUT: Duration = Duration::from_secs(30);

/// Length of the header before each chunk of a stream without a terminal: `kind, 0, 0, 0, length: u32 BE`.
const MULTIPLEX_HEADER: usize = 8;

/// A terminal's size in character cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TerminalSize {
    pub columns: u16,
    pub rows: u16,
}

/// Which of a process's outputs a chunk comes from. A terminal has only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Stdout,
    Stderr,
}

/// Both directions of a hijacked connection.
pub struct Hijacked {
    pub output: Output,
    pub input: Input,
}

/// What the process prints.
pub struct Output {
    stream: ReadHalf<TokioIo<Upgraded>>,
    buffer: BytesMut,
    framing: Framing,
}

/// What the process reads. Dropping it does not close the process's input.
pub struct Input(WriteHalf<TokioIo<Upgraded>>);

#[derive(Debug)]
pub(crate) enum Framing {
    /// A terminal: every byte is output.
    Raw,
    /// Chunks with a header; how much of the present chunk is still to come, and whose it is.
    Multiplexed { kind: u8, left: usize },
}

/// Of a chunk: the engine's own error.
const KIND_FAULT: u8 = 3;

/// `POST path` and take over the connection. `tty` is what the container's or the exec's configuration says.
///
/// # Errors
/// What the engine answered, or `EngineLost`.
pub async fn open(engine: &Engine, path: &str, body: String, tty: bool) -> Result<Hijacked> {
    let wire = engine.way().connect().await.map_err(|error| lost(&error))?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake::<_, Full<Bytes>>(wire).await.map_err(|error| lost(&error))?;
    tokio::spawn(connection.with_upgrades());
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, "engine")
        .header(header::CONNECTION, "Upgrade")
        .header(header::UPGRADE, "tcp")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Full::new(Bytes::from(body)))
        .map_err(|error| Error::new(ErrorCode::InvalidInput, format!("{path} is not a valid request: {error}")))?;
    let upgraded = async {
        let response = refused_or(sender.send_request(request).await.map_err(|error| lost(&error))?).await?;
        if response.status() != StatusCode::SWITCHING_PROTOCOLS {
            let status = response.status();
            return Err(Error::new(
                ErrorCode::EngineRefused,
                format!("the engine answered {status} instead of a stream"),
            ));
        }
        hyper::upgrade::on(response).await.map_err(|error| lost(&error))
    };
    let upgraded = tokio::time::timeout(UPGRADE_TIMEOUT, upgraded)
        .await
        .map_err(|_| Error::new(ErrorCode::TimedOut, "the engine did not open the stream in time"))??;
    let (read, write) = tokio::io::split(TokioIo::new(upgraded));
    let output = Output { stream: read, buffer: BytesMut::new(), framing: Framing::of(tty) };
    Ok(Hijacked { output, input: Input(write) })
}

impl Output {
    /// The next bytes as they come; none at the end. Cancel-safe: nothing is lost when the future is dropped.
    ///
    /// # Errors
    /// `EngineLost` where the connection breaks, also in the middle of a chunk.
    pub async fn next(&mut self) -> Result<Option<(Source, Bytes)>> {
        loop {
            if let Some(chunk) = self.framing.take(&mut self.buffer)? {
                return Ok(Some(chunk));
            }
            self.buffer.reserve(READ_BYTES);
            let read = self.stream.read_buf(&mut self.buffer).await.map_err(|error| lost(&error))?;
            if read == 0 {
                return if self.buffer.is_empty() && !self.framing.is_inside_chunk() {
                    Ok(None)
                } else {
                    Err(Error::new(ErrorCode::EngineLost, "the stream ended in the middle of a chunk"))
                };
            }
        }
    }
}

impl Framing {
    /// How a stream is framed, by what the container's or the exec's configuration says.
    pub(crate) fn of(tty: bool) -> Self {
        if tty { Self::Raw } else { Self::Multiplexed { kind: 1, left: 0 } }
    }

    /// Takes the next output bytes that are complete in the buffer, if there are any.
    pub(crate) fn take(&mut self, buffer: &mut BytesMut) -> Result<Option<(Source, Bytes)>> {
        loop {
            if buffer.is_empty() {
                return Ok(None);
            }
            match self {
                Self::Raw => return Ok(Some((Source::Stdout, buffer.split().freeze()))),
                Self::Multiplexed { kind, left } if *left > 0 => {
                    // 0 is stdin, which engines use for what they echo of it; it is shown as output. The engine's own error is
                    // text for the person.
                    let source = if *kind < 2 { Source::Stdout } else { Source::Stderr };
                    let bytes = buffer.split_to((*left).min(buffer.len())).freeze();
                    *left -= bytes.len();
                    return Ok(Some((source, bytes)));
                }
                Self::Multiplexed { .. } if buffer.len() < MULTIPLEX_HEADER => return Ok(None),
                Self::Multiplexed { kind, left } => {
                    *kind = buffer[0];
                    if *kind > KIND_FAULT {
                        let message = format!("the stream has a chunk of the unknown kind {kind}");
                        return Err(Error::new(ErrorCode::EngineRefused, message));
                    }
                    buffer.advance(4);
                    *left = buffer.get_u32() as usize;
                }
            }
        }
    }

    /// What was taken last is the engine's own error, and not the process's.
    pub(crate) fn is_fault(&self) -> bool {
        matches!(self, Self::Multiplexed { kind: KIND_FAULT, .. })
    }

    pub(crate) fn is_inside_chunk(&self) -> bool {
        matches!(self, Self::Multiplexed { left, .. } if *left > 0)
    }
}

impl Input {
    /// Writes all the bytes; waits while the process does not read.
    ///
    /// # Errors
    /// `EngineLost` where the connection breaks or the process is gone.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.0.write_all(bytes).await.map_err(|error| lost(&error))?;
        self.0.flush().await.map_err(|error| lost(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn multiplexed(chunks: &[(u8, &[u8])]) -> Vec<u8> {
        let mut wire = Vec::new();
        for (kind, bytes) in chunks {
            wire.extend([*kind, 0, 0, 0]);
            wire.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
            wire.extend(*bytes);
        }
        wire
    }

    /// Feeds the wire in pieces of `size` bytes and returns what came of it.
    fn decode(mut framing: Framing, wire: &[u8], size: usize) -> (Vec<u8>, Vec<u8>) {
        let (mut out, mut err, mut buffer) = (Vec::new(), Vec::new(), BytesMut::new());
        for piece in wire.chunks(size) {
            buffer.extend_from_slice(piece);
            while let Some((source, bytes)) = framing.take(&mut buffer).unwrap() {
                if source == Source::Stdout { out.extend(&bytes) } else { err.extend(&bytes) }
            }
        }
        assert!(buffer.is_empty() && !framing.is_inside_chunk());
        (out, err)
    }

    #[test]
    fn a_terminal_is_passed_on_whatever_its_bytes_look_like() {
        for first in 0..=255u8 {
            let wire = [&[first, 0, 0, 0, 0, 0, 0, 9][..], b"tail without newline"].concat();
            for size in 1..=wire.len() {
                assert_eq!(decode(Framing::Raw, &wire, size).0, wire);
            }
        }
    }

    #[test]
    fn chunks_are_told_apart_wherever_they_are_cut() {
        let wire = multiplexed(&[(1, b"out\n"), (2, b"err"), (1, b""), (0, b"echo"), (1, &[2; 300]), (3, b"engine")]);
        let expected = ([&b"out\necho"[..], &[2; 300]].concat(), b"errengine".to_vec());
        for size in 1..=wire.len() {
            assert_eq!(decode(Framing::of(false), &wire, size), expected);
        }
    }

    /// Numbers that look random and are the same at every run (xorshift64).
    fn walk(mut state: u64) -> impl FnMut(usize) -> usize {
        move |below| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below as u64) as usize
        }
    }

    #[test]
    fn chunks_of_every_length_keep_every_byte_whatever_they_begin_with() {
        let sizes = [1, 2, 7, 8, 9, 255, 256, 4095, 4096, 4097, 32_768, 65_535, 65_536, 65_537];
        let mut random = walk(0x9E37_79B9_7F4A_7C15);
        let mut chunks: Vec<(u8, Vec<u8>)> = Vec::new();
        for first in 0..=255u8 {
            let size = if usize::from(first) < sizes.len() { sizes[usize::from(first)] } else { 1 + random(2048) };
            let mut bytes = "é世🦀\x1b[31m".bytes().cycle().skip(random(14)).take(size).collect::<Vec<u8>>();
            bytes[0] = first;
            chunks.push((1 + first % 2, bytes));
        }
        let of = |kind: u8| chunks.iter().filter(move |chunk| chunk.0 == kind).flat_map(|chunk| chunk.1.clone());
        let (out, err) = (of(1).collect::<Vec<u8>>(), of(2).collect::<Vec<u8>>());
        let wire = multiplexed(&chunks.iter().map(|(kind, bytes)| (*kind, bytes.as_slice())).collect::<Vec<_>>());
        for size in sizes.into_iter().chain((0..20).map(|_| 1 + random(65_537))) {
            let framing = Framing::of(false);
            assert!(decode(framing, &wire, size) == (out.clone(), err.clone()), "in pieces of {size}");
            assert!(decode(Framing::Raw, &wire, size).0 == wire, "raw, in pieces of {size}");
        }
    }

    #[test]
    fn no_size_of_a_chunk_loses_a_byte() {
        let pattern: Vec<u8> = (0..70_000_u32).map(|at| (at % 251) as u8).collect();
        for size in 1..=65_537 {
            let chunk = &pattern[size % 256..][..size];
            let wire = multiplexed(&[(1, chunk), (2, b"and")]);
            let framing = Framing::of(false);
            let (out, err) = decode(framing, &wire, 40_000);
            assert!(out == chunk && err == b"and", "a chunk of {size}");
        }
    }

    #[test]
    fn an_unknown_chunk_is_an_error_and_not_a_stall() {
        let mut buffer = BytesMut::from(&multiplexed(&[(9, b"x")])[..]);
        assert!(Framing::of(false).take(&mut buffer).is_err());
    }

    #[test]
    fn the_engines_own_error_is_text_and_known_as_such() {
        let mut framing = Framing::of(false);
        let wire = multiplexed(&[(1, b"out"), (3, b"Error grabbing logs"), (2, b"err")]);
        let mut buffer = BytesMut::from(&wire[..]);
        let mut taken = Vec::new();
        while let Some((source, bytes)) = framing.take(&mut buffer).unwrap() {
            taken.push((source, bytes, framing.is_fault()));
        }
        let of = |source, text: &'static [u8], is_fault| (source, Bytes::from_static(text), is_fault);
        let (out, err) = (of(Source::Stdout, b"out", false), of(Source::Stderr, b"err", false));
        assert_eq!(taken, [out, of(Source::Stderr, b"Error grabbing logs", true), err]);
    }
}
