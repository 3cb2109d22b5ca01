//! What a session was connected to and is so no more: the container, or the engine. Such a session waits to be connected
//! again.

use std::sync::{Arc, PoisonError};

use futures_util::{FutureExt as _, StreamExt as _, stream};
use quayside_engine::containers::{self, ContainerRow, ContainerState, Life};
use quayside_engine::error::{Error, ErrorCode, Result};
use quayside_engine::{Engine, command_line};
use serde::{Deserialize, Serialize};
use specta::Type;
use tokio::sync::oneshot;

use super::registry::Sessions;
use super::session::Session;
use super::{SessionId, SessionOrigin, SessionPhase};

/// What is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "is")]
pub enum Loss {
    /// The container stands still.
    Stopped {
        code: i32,
    },
    /// It stood still and runs again.
    Restarted,
    Removed,
    /// The engine, or the way to it.
    Engine {
        error: Error,
    },
}

/// The engine went away: the session is lost. Any other error is one.
pub fn of(error: Error) -> Result<SessionPhase> {
    match error.code {
        ErrorCode::EngineLost | ErrorCode::EngineUnreachable | ErrorCode::TimedOut => {
            Ok(SessionPhase::Lost { loss: Loss::Engine { error } })
        }
        _ => Err(error),
    }
}

/// The output has ended and the process of the terminal goes on: a wire that is cut in between looks like that.
pub fn cut_off() -> SessionPhase {
    // Nobody has said anything: what a person is told is the page's.
    let error = Error::new(ErrorCode::EngineLost, "");
    SessionPhase::Lost { loss: Loss::Engine { error } }
}

/// What has become of a container.
pub enum Since {
    /// It goes on, in the same life.
    GoesOn,
    /// It has been told to stop, and has not yet: Podman, which has no exit code until then.
    IsStopping,
    Lost(Loss),
}

/// What has become of a container since.
pub async fn since(engine: &Engine, before: &Life) -> Result<Since> {
    Ok(match containers::life(engine, &before.id).await {
        Ok(Life { exit_code: Some(code), .. }) => Since::Lost(Loss::Stopped { code }),
        Ok(now) if now.started != before.started => Since::Lost(Loss::Restarted),
        Ok(now) if now.goes_on() => Since::GoesOn,
        Ok(_) => Since::IsStopping,
        Err(error) if error.code == ErrorCode::ContainerNotFound => Since::Lost(Loss::Removed),
        Err(error) => return Err(error),
    })
}

/// The other screen, if it is shown, and modes and colours of the terminal that nobody takes back any more. The cursor is saved
/// first: on the normal screen it then stays where it is, on the other one the normal screen's is restored.
const LEFT_ON: &str = concat!(
    "\x1b7\x1b[?1049l\x1b[!p\x1b[?9;1000;1002;1003;1004;1005;1006;1015;1016;2004l\x1b>\x1b[0m",
    "\x1b]104\x1b\\\x1b]110\x1b\\\x1b]111\x1b\\\x1b]112\x1b\\",
);

/// Ends what the program before has left switched on, and draws a line with the command that is run anew. No words: a person
/// reads them in their own language beside it.
pub fn mark(line: &str) -> Vec<u8> {
    const RULE: &str = "────────";
    let line: String = line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    format!("{LEFT_ON}\r\n\x1b[2m{RULE} {line} {RULE}\x1b[0m\r\n").into_bytes()
}

/// What the engine is asked for when it is asked again.
pub fn attach_line(container: &str) -> String {
    command_line::docker(["attach", container])
}

/// So many sessions are connected again by themselves at the same time: each may take a while, and an engine far away lets in few
/// at once.
const AT_ONCE: usize = 4;

impl Sessions {
    /// Connects a session again that was lost: a new shell, or the main process, beneath what it showed. One that is
    /// connected is left as it is; where somebody has asked for it already, that is what is waited for. `in_use` is the engine
    /// in use, or why there is none. Returns the command that it stands for.
    ///
    /// # Errors
    /// `SessionGone` for one that is over, `EngineNotInUse` with the name of the engine that it needs, or why it can't be
    /// connected.
    pub async fn reconnect(&self, id: SessionId, in_use: Result<Engine>) -> Result<String> {
        let session = self.get(id)?;
        let info = session.info();
        let line = match info.container_name {
            Some(name) if !matches!(info.origin, SessionOrigin::Exec { .. }) => attach_line(&name),
            _ => info.command_line,
        };
        let gone = move || Error::new(ErrorCode::SessionGone, format!("session {} is not lost", id.0));
        let connected = {
            let mut connecting = session.connecting.lock().unwrap_or_else(PoisonError::into_inner);
            match (&*connecting, session.info().phase) {
                // Somebody else has asked, or it does so by itself.
                (Some(under_way), _) if under_way.peek().is_none() => under_way.clone(),
                (_, SessionPhase::Lost { .. }) => {
                    let (again, engine) = (session.again.clone(), session.engine(in_use)?);
                    let belief = session.belief(&engine);
                    let connected = async move {
                        let (answer, answered) = oneshot::channel();
                        again.send((engine, answer)).await.map_err(|_| gone())?;
                        answered.await.map_err(|_| gone())?.map_err(belief)
                    };
                    connecting.insert(connected.boxed().shared()).clone()
                }
                (_, phase) if phase.is_final() => return Err(gone()),
                // By itself, a moment before.
                _ => return Ok(line),
            }
        };
        connected.await.map(|()| line)
    }

    /// Containers changed, or the engine is there again: lost sessions say how things are now, and connect again where that
    /// is wanted.
    pub async fn look_after_lost(&self, engine: &Engine, by_itself: bool) -> Result<()> {
        let lost = |session: &Arc<Session>| matches!(session.info().phase, SessionPhase::Lost { .. });
        let sessions: Vec<_> = self.map().values().filter(|session| lost(session)).cloned().collect();
        if sessions.is_empty() {
            return Ok(());
        }
        let rows = containers::list(engine).await?;
        let looked_after = sessions.into_iter().map(|session| self.look_after(session, engine, &rows, by_itself));
        stream::iter(looked_after).buffer_unordered(AT_ONCE).collect::<()>().await;
        Ok(())
    }

    async fn look_after(&self, session: Arc<Session>, engine: &Engine, rows: &[ContainerRow], by_itself: bool) {
        let info = session.info();
        let row = rows.iter().find(|row| Some(&row.id) == info.container.as_ref());
        let removed = SessionPhase::Lost { loss: Loss::Removed };
        // Of what is on another engine this one says nothing.
        if row.is_none() && session.is_on(engine) && info.phase != removed {
            session.update(|info| {
                if matches!(info.phase, SessionPhase::Lost { .. }) {
                    info.phase = removed;
                }
            });
        }
        let runs = row.is_some_and(|row| row.state == ContainerState::Running);
        // To run a command again is for a person to say.
        if by_itself && runs && !info.is_command {
            // What keeps it from that is still said in its pane, and the next change is another occasion.
            if let Err(error) = self.reconnect(info.id, Ok(engine.clone())).await {
                tracing::debug!("session {} is not connected again: {error}", info.id.0);
            }
        } else if runs {
            session.update(|info| {
                // An address may have led to another engine for a while, where the container is not.
                if let SessionPhase::Lost { loss: loss @ (Loss::Stopped { .. } | Loss::Removed) } = &mut info.phase {
                    *loss = Loss::Restarted;
                }
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use quayside_terminal::{Piece, Size, Tracker};

    use super::*;

    /// What a page that is loaded later is told before what scrolled past.
    fn told_later(output: &[&[u8]]) -> String {
        let mut tracker = Tracker::with_grain(Size { columns: 80, rows: 4 }, 2, false, 1);
        output.iter().for_each(|bytes| tracker.push(bytes));
        (0..20).for_each(|_| tracker.push(b"a line\r\n"));
        let said = tracker.replay(0).into_iter().filter_map(|piece| match piece {
            Piece::Say(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Piece::Resize(_) | Piece::Bytes(..) => None,
        });
        said.collect()
    }

    #[test]
    fn what_the_program_before_has_set_ends_with_it() {
        const SET: &[u8] = b"\x1b]4;1;#ff0000;9;#00ff00\x07\x1b]10;#111111\x07\x1b]11;#222222\x07\x1b]12;#333333\x07\
            \x1b[?1000h\x1b[?2004h";
        let set = ["]4;1;", "]4;9;", "]10;", "]11;", "]12;", "1000h", "2004h"];
        let before = told_later(&[SET]);
        let after = told_later(&[SET, &mark("docker attach web")]);
        for sequence in set {
            assert!(before.contains(sequence), "{sequence}: {before:?}");
            assert!(!after.contains(sequence), "{sequence}: {after:?}");
        }
    }
}
