//! Jobs on a real engine, as a page hears of them: progress, an end, undoing, cancelling, a queue, what the application
//! left behind when it was closed.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use quayside_engine::registry::updates::UpdateState;
use quayside_engine::{Engine, ErrorCode};
use quayside_shell::jobs::{
    JobId, JobInfo, JobNews, JobOrigin, JobOutcome, JobPhase, JobProgress, Jobs, NewsSink, Record,
};
use quayside_test_support::{Registry, ScriptedRegistry, World, docker, trials, try_docker};

use crate::connect;

trials![World;
    a_pull_is_told_and_remembered_with_what_the_engine_said,
    a_pull_that_is_cancelled_leaves_nothing,
    a_failed_pull_says_why_and_goes_on_when_asked_again,
    what_is_undone_before_it_begins_never_begins,
    what_ran_when_the_application_was_closed_is_interrupted,
    what_ended_together_is_not_interrupted,
    a_fourth_pull_waits_and_the_same_twice_is_one,
    a_page_that_does_not_answer_gets_one_message,
    a_check_for_updates_ends_well_where_one_image_is_refused,
];

/// A page that keeps the newest state of each job.
#[derive(Clone, Default)]
pub struct Page {
    seen: Arc<Mutex<Vec<JobInfo>>>,
    messages: Arc<Mutex<usize>>,
    answers: Option<tokio::sync::mpsc::UnboundedSender<()>>,
}

impl NewsSink for Page {
    fn send(&self, news: JobNews) {
        let mut seen = self.seen.lock().unwrap();
        for job in news.changed {
            seen.retain(|known| known.id != job.id);
            seen.push(job);
        }
        seen.retain(|known| !news.gone.contains(&known.id));
        *self.messages.lock().unwrap() += 1;
        if let Some(answers) = &self.answers {
            answers.send(()).ok();
        }
    }
}

impl Page {
    /// Answers from another task, as a page would.
    pub fn attach(jobs: &Arc<Jobs>) -> Self {
        let (answers, mut asked) = tokio::sync::mpsc::unbounded_channel();
        let told = Arc::clone(jobs);
        tokio::spawn(async move {
            while asked.recv().await.is_some() {
                told.acknowledge();
            }
        });
        let page = Self { answers: Some(answers), ..Self::default() };
        jobs.attach(page.clone());
        page
    }

    fn get(&self, id: JobId) -> Option<JobInfo> {
        self.seen.lock().unwrap().iter().find(|job| job.id == id).cloned()
    }

    pub async fn until(&self, what: &str, id: JobId, yes: impl Fn(&JobInfo) -> bool) -> JobInfo {
        let waited = tokio::time::timeout(Duration::from_secs(60), async {
            loop {
                match self.get(id) {
                    Some(job) if yes(&job) => return job,
                    _ => tokio::time::sleep(Duration::from_millis(10)).await,
                }
            }
        });
        waited.await.unwrap_or_else(|_| panic!("waited for {what}: {:?}", self.get(id)))
    }

    pub async fn end(&self, id: JobId) -> JobInfo {
        self.until("the end", id, |job| job.phase.is_final()).await
    }
}

fn pull(reference: &str) -> JobOrigin {
    JobOrigin::Pull { reference: reference.into(), platform: None }
}

pub fn start(jobs: &Arc<Jobs>, engine: &Engine, origin: JobOrigin) -> JobId {
    jobs.start(engine.clone(), "test", origin, Duration::ZERO).id
}

async fn a_pull_is_told_and_remembered_with_what_the_engine_said(world: &World) {
    try_docker(&world.engine, &["rmi", "-f", "hello-world"]).ok();
    let (engine, jobs) = (connect(&world.engine).await, Jobs::new(Record::none()));
    let page = Page::attach(&jobs);
    let job = page.end(start(&jobs, &engine, pull("hello-world"))).await;
    assert!(matches!(job.phase, JobPhase::Done { .. }), "{job:?}");
    assert_eq!((job.command_line.as_str(), job.subject.as_str()), ("docker pull hello-world", "hello-world"));
    let JobProgress::Transfer { progress } = &job.progress else { panic!("{job:?}") };
    assert_eq!(progress.layers_done as usize, progress.layers.len());
    let digest = docker(&world.engine, &["inspect", "-f", "{{index .RepoDigests 0}}", "hello-world"]);
    let Some(JobOutcome::Pulled { digest: Some(said), up_to_date: false }) = &job.outcome else { panic!("{job:?}") };
    assert!(digest.ends_with(said), "{digest} {said}");
    let log = jobs.log(job.id).unwrap();
    for line in ["latest: Pulling from library/hello-world", "Pull complete", "Status: Downloaded newer image"] {
        assert!(log.iter().any(|said| said.contains(line)), "{line}: {log:#?}");
    }

    let again = page.end(jobs.again(job.id, engine, "test", Duration::ZERO).unwrap().id).await;
    assert!(matches!(again.outcome, Some(JobOutcome::Pulled { up_to_date: true, .. })), "{again:?}");
    assert_eq!(page.get(job.id), None, "it gave up its place");
    jobs.forget_ended();
    assert_eq!(jobs.list(), []);
}

async fn a_pull_that_is_cancelled_leaves_nothing(world: &World) {
    try_docker(&world.engine, &["rmi", "-f", "hello-world"]).ok();
    let (engine, jobs) = (connect(&world.engine).await, Jobs::new(Record::none()));
    let page = Page::attach(&jobs);
    world.mirror.throttle(Some(64 * 1024));
    let id = start(&jobs, &engine, pull("hello-world"));
    let some = |job: &JobInfo| matches!(&job.progress, JobProgress::Transfer { progress } if progress.downloaded.0 > 0);
    page.until("some bytes", id, some).await;
    assert_eq!(jobs.forget(id).unwrap_err().code, ErrorCode::InvalidInput, "it has not ended");
    jobs.cancel(id).unwrap();
    let job = page.end(id).await;
    world.mirror.throttle(None);
    assert_eq!(job.phase, JobPhase::Cancelled);
    assert!(try_docker(&world.engine, &["inspect", "hello-world"]).is_err());
}

async fn a_failed_pull_says_why_and_goes_on_when_asked_again(world: &World) {
    try_docker(&world.engine, &["rmi", "-f", "hello-world"]).ok();
    let (engine, jobs) = (connect(&world.engine).await, Jobs::new(Record::none()));
    let page = Page::attach(&jobs);
    world.mirror.refuse();
    let job = page.end(start(&jobs, &engine, pull("hello-world"))).await;
    world.mirror.heal();
    assert!(
        matches!(&job.phase, JobPhase::Failed { error } if error.code == ErrorCode::RegistryUnreachable),
        "{job:?}"
    );
    let again = page.end(jobs.again(job.id, engine, "test", Duration::ZERO).unwrap().id).await;
    assert!(matches!(again.phase, JobPhase::Done { .. }), "{again:?}");
}

async fn what_is_undone_before_it_begins_never_begins(world: &World) {
    try_docker(&world.engine, &["rmi", "-f", "hello-world"]).ok();
    let (engine, jobs) = (connect(&world.engine).await, Jobs::new(Record::none()));
    let page = Page::attach(&jobs);
    let id = jobs.start(engine.clone(), "test", pull("hello-world"), Duration::from_secs(3600)).id;
    page.until("the wait", id, |job| matches!(job.phase, JobPhase::Pending { .. })).await;
    jobs.cancel(id).unwrap();
    let job = page.end(id).await;
    assert_eq!((job.phase, job.started), (JobPhase::Cancelled, None));
    assert!(try_docker(&world.engine, &["inspect", "hello-world"]).is_err());

    let short = jobs.start(engine, "test", pull("hello-world"), Duration::from_millis(50)).id;
    assert!(matches!(page.end(short).await.phase, JobPhase::Done { .. }), "a wait that is over begins");
}

async fn what_ran_when_the_application_was_closed_is_interrupted(world: &World) {
    try_docker(&world.engine, &["rmi", "-f", "hello-world"]).ok();
    let folder = tempfile::tempdir().unwrap();
    let record = || Record::at(folder.path().join("jobs.json"));
    let (engine, jobs) = (connect(&world.engine).await, Jobs::new(record()));
    let page = Page::attach(&jobs);
    world.mirror.throttle(Some(64 * 1024));
    let id = start(&jobs, &engine, pull("hello-world"));
    page.until("the work", id, |job| job.phase == JobPhase::Running).await;
    jobs.start(engine.clone(), "test", pull("busybox"), Duration::from_secs(3600));
    jobs.close_all().await;
    world.mirror.throttle(None);

    let next = Jobs::new(record());
    let phases: Vec<_> = next.list().into_iter().map(|job| (job.subject, job.phase)).collect();
    let interrupted = |subject: &str, begun| (subject.to_owned(), JobPhase::Interrupted { begun });
    assert_eq!(phases, [interrupted("hello-world", true), interrupted("busybox", false)]);
    // Nobody has taken note of them yet: they are there at the start after that too.
    assert_eq!(Jobs::new(record()).list().len(), 2);
    let page = Page::attach(&next);
    let again = page.end(next.again(next.list()[0].id, engine, "test", Duration::ZERO).unwrap().id).await;
    assert!(matches!(again.phase, JobPhase::Done { .. }), "{again:?}");
    next.forget_ended();
    assert_eq!(Jobs::new(record()).list(), []);
}

async fn what_ended_together_is_not_interrupted(world: &World) {
    const ROUNDS: usize = 20;
    let folder = tempfile::tempdir().unwrap();
    let record = || Record::at(folder.path().join("jobs.json"));
    let (engine, jobs) = (connect(&world.engine).await, Jobs::new(record()));
    let until = async |what: &str, yes: &dyn Fn() -> bool| {
        let waited = tokio::time::timeout(Duration::from_secs(60), async {
            while !yes() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
        waited.await.unwrap_or_else(|_| panic!("waited for {what}: {:?}", Jobs::new(record()).list()));
    };
    for round in 0..ROUNDS {
        // No references: they fail as soon as they begin, and several begin at once.
        for number in 0..6 {
            start(&jobs, &engine, pull(&format!("NO REFERENCE {round} {number}")));
        }
        until("all to end", &|| jobs.list().iter().all(|job| job.phase.is_final())).await;
        until("nothing to be remembered", &|| Jobs::new(record()).list().is_empty()).await;
    }
}

async fn a_fourth_pull_waits_and_the_same_twice_is_one(world: &World) {
    let (engine, jobs) = (connect(&world.engine).await, Jobs::new(Record::none()));
    let page = Page::attach(&jobs);
    world.mirror.throttle(Some(16 * 1024));
    for image in ["hello-world", "busybox", "centos"] {
        try_docker(&world.engine, &["rmi", "-f", image]).ok();
        let id = start(&jobs, &engine, pull(image));
        page.until("the work", id, |job| job.phase == JobPhase::Running).await;
    }
    let fourth = start(&jobs, &engine, pull("busybox:none"));
    assert_eq!(start(&jobs, &engine, pull("busybox:none")), fourth);
    assert_eq!(jobs.list().len(), 4);
    page.until("the news", fourth, |job| job.phase == JobPhase::Queued).await;
    jobs.cancel(jobs.list()[0].id).unwrap();
    page.until("its turn", fourth, |job| job.started.is_some()).await;
    world.mirror.throttle(None);
    jobs.close_all().await;
}

async fn a_page_that_does_not_answer_gets_one_message(world: &World) {
    let (engine, jobs) = (connect(&world.engine).await, Jobs::new(Record::none()));
    let deaf = Page::default();
    jobs.attach(deaf.clone());
    let id = start(&jobs, &engine, pull("hello-world"));
    let listening = tokio::time::timeout(Duration::from_secs(60), async {
        while !jobs.list().iter().any(|job| job.id == id && job.phase.is_final()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    listening.await.unwrap();
    assert_eq!(*deaf.messages.lock().unwrap(), 1);
    // The page that comes next gets all there is.
    let page = Page::attach(&jobs);
    assert!(page.end(id).await.phase.is_final());
}

async fn a_check_for_updates_ends_well_where_one_image_is_refused(world: &World) {
    let (engine, jobs) = (connect(&world.engine).await, Jobs::new(Record::none()));
    let behind = Registry::start();
    let registry = ScriptedRegistry::start(Some(&behind));
    let names = ["open", "closed"].map(|name| format!("{}/acme/{name}:1", registry.address()));
    docker(&world.engine, &["pull", "-q", "busybox"]);
    for name in &names {
        docker(&world.engine, &["tag", "busybox", name]);
        docker(&world.engine, &["push", "-q", name]);
    }
    registry.close("/acme/closed/");
    let page = Page::attach(&jobs);
    let check = |names: &[String]| JobOrigin::CheckUpdates { references: names.to_vec() };
    let job = page.end(start(&jobs, &engine, check(&names))).await;
    assert!(matches!(job.phase, JobPhase::Done { .. }), "{job:?}");
    assert_eq!(job.progress, JobProgress::Items { done: 1, failed: 1, total: 2 });
    let Some(JobOutcome::Checked { updates }) = &job.outcome else { panic!("{job:?}") };
    let [open, closed] = &updates[..] else { panic!("{updates:?}") };
    assert_eq!(open.state, UpdateState::UpToDate);
    let refused = |state: &UpdateState| matches!(state, UpdateState::Failed { error } if error.code == ErrorCode::RegistryUnauthorized);
    assert!(refused(&closed.state), "{closed:?}");

    // Where no answer came at all, the check has failed.
    let job = page.end(start(&jobs, &engine, check(&names[1..]))).await;
    assert!(
        matches!(&job.phase, JobPhase::Failed { error } if error.code == ErrorCode::RegistryUnauthorized),
        "{job:?}"
    );
    docker(&world.engine, &[&["rmi"][..], &names.each_ref().map(String::as_str)].concat());
}
