//! An engine that answers certain `GET`s with bytes of the test's own, and passes everything else on to a real one: for
//! documents that no engine would send, or that it would take too long to send. It writes down what it was asked.

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
    requests: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    /// Listens on `socket`, in front of the engine that listens on `engine`. Ends with the process.
    pub fn start(socket: &Path, engine: &Path) -> Canned {
        let answers = Answers::default();
        let requests = Arc::<Mutex<Vec<String>>>::default();
        let (known, asked) = (Arc::clone(&answers), Arc::clone(&requests));
        serve(&Address::Unix(socket.to_owned()), Some(Address::Unix(engine.to_owned())), move |request| {
            asked.lock().unwrap().push(format!("{} {}", request.method(), request.target()));
            let answer = known.lock().unwrap().get(request.path()).cloned();
            answer.filter(|_| request.method() == "GET").unwrap_or(Answer::PassOn)
        });
        Canned { socket: socket.to_owned(), answers, requests }
    }

    /// `GET /images/json?all=true`, in the order in which they came.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
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
