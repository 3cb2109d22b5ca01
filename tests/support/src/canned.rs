//! An engine that answers certain `GET`s with bytes of the test's own, and passes everything else on to a real one: for
//! documents that no engine would send, or that it would take too long to send.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::front::{Answer, serve};
use crate::proxy::Address;

/// Answers by path, without the query: `/networks/big`.
type Answers = Arc<Mutex<BTreeMap<String, Answer>>>;

pub struct Canned {
    socket: PathBuf,
    answers: Answers,
}

impl Canned {
    /// Listens on `socket`, in front of the engine that listens on `engine`. Ends with the process.
    pub fn start(socket: &Path, engine: &Path) -> Canned {
        let answers = Answers::default();
        let known = Arc::clone(&answers);
        serve(&Address::Unix(socket.to_owned()), Some(Address::Unix(engine.to_owned())), move |request| {
            let answer = known.lock().unwrap().get(request.path()).cloned();
            answer.filter(|_| request.method() == "GET").unwrap_or(Answer::PassOn)
        });
        Canned { socket: socket.to_owned(), answers }
    }

    /// As `DOCKER_HOST` takes it.
    pub fn host(&self) -> String {
        format!("unix://{}", self.socket.display())
    }

    /// From now on this path is answered so.
    pub fn answer(&self, path: &str, body: impl Into<Vec<u8>>) {
        self.answers.lock().unwrap().insert(path.to_owned(), Answer::json("200 OK", body));
    }
}
