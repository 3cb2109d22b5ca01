//! The jobs of this run of the application, those that the last one left, and what may be done to each from outside.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use quayside_engine::Engine;
use quayside_engine::error::{Error, ErrorCode, Result};
use quayside_engine::units::UnixMillis;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::record::{Entry, Record};
use super::watch::{NEWS_INTERVAL, NewsSink, Watch};
use super::{JobId, JobInfo, JobNews, JobOrigin, JobOutcome, JobPhase, JobProgress, Lane, work};

/// Lines kept of what the engine said: a pull of a hundred layers says about five hundred.
const LOG_MAX: usize = 2000;

/// Ended jobs kept: more than a person scrolls back through.
const ENDED_MAX: usize = 200;

/// A job as its work sees it.
pub struct Job {
    state: Mutex<State>,
    cancel: CancellationToken,
    begun: CancellationToken,
    ended: CancellationToken,
    watch: Arc<Watch>,
}

struct State {
    info: JobInfo,
    log: VecDeque<String>,
}

impl Job {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn info(&self) -> JobInfo {
        self.state().info.clone()
    }

    fn update(&self, change: impl FnOnce(&mut JobInfo)) {
        let id = {
            let mut state = self.state();
            change(&mut state.info);
            state.info.id
        };
        self.watch.changed(id);
    }

    /// The newest state; those in between may never be seen.
    pub fn progress(&self, progress: JobProgress) {
        self.update(|info| info.progress = progress);
    }

    /// What has come of it so far.
    pub fn outcome(&self, outcome: JobOutcome) {
        self.update(|info| info.outcome = Some(outcome));
    }

    /// A line for the log: what the engine said.
    pub fn say(&self, line: impl Into<String>) {
        {
            let mut state = self.state();
            state.log.push_back(line.into());
            if state.log.len() > LOG_MAX {
                state.log.pop_front();
            }
            state.info.log_lines = state.info.log_lines.wrapping_add(1);
        }
        self.update(|_| {});
    }
}

/// All jobs, by number.
pub struct Jobs {
    last: AtomicU32,
    map: Mutex<BTreeMap<JobId, Arc<Job>>>,
    lanes: BTreeMap<Lane, Semaphore>,
    watch: Arc<Watch>,
    /// Held from listing what is under way until it is written, so that an older list never takes the place of a newer one.
    record: Mutex<Record>,
    /// The application closes: what is stopped now is interrupted, not cancelled.
    closing: CancellationToken,
}

impl Jobs {
    /// With those that the last run left, as interrupted.
    pub fn new(record: Record) -> Arc<Self> {
        let left = record.read();
        let jobs = Self {
            last: AtomicU32::default(),
            map: Mutex::default(),
            lanes: Lane::ALL.into_iter().map(|lane| (lane, Semaphore::new(lane.width()))).collect(),
            watch: Arc::default(),
            record: Mutex::new(record),
            closing: CancellationToken::new(),
        };
        for entry in left {
            let phase = JobPhase::Interrupted { begun: entry.begun };
            let job = jobs.insert(entry.origin, entry.engine, entry.asked, phase);
            job.ended.cancel();
        }
        Arc::new(jobs)
    }

    fn map(&self) -> MutexGuard<'_, BTreeMap<JobId, Arc<Job>>> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn get(&self, id: JobId) -> Result<Arc<Job>> {
        let gone = || Error::new(ErrorCode::NotFound, format!("there is no job {}", id.0));
        self.map().get(&id).cloned().ok_or_else(gone)
    }

    /// In the order in which they were asked for.
    pub fn list(&self) -> Vec<JobInfo> {
        self.map().values().map(|job| job.info()).collect()
    }

    fn insert(&self, origin: JobOrigin, engine: String, asked: UnixMillis, phase: JobPhase) -> Arc<Job> {
        let id = JobId(self.last.fetch_add(1, Ordering::Relaxed) + 1);
        let info = JobInfo {
            id,
            subject: origin.subject(),
            command_line: origin.command_line(),
            origin,
            engine,
            asked,
            started: None,
            ended: None,
            phase,
            progress: JobProgress::default(),
            outcome: None,
            log_lines: 0,
        };
        let job = Arc::new(Job {
            state: Mutex::new(State { info, log: VecDeque::new() }),
            cancel: CancellationToken::new(),
            begun: CancellationToken::new(),
            ended: CancellationToken::new(),
            watch: Arc::clone(&self.watch),
        });
        self.map().insert(id, Arc::clone(&job));
        self.watch.changed(id);
        job
    }

    /// Starts it as soon as there is room in its lane, after `grace` in which it can be undone. What is asked for twice is
    /// done once: the job that is under way already is the answer.
    pub fn start(self: &Arc<Self>, engine: Engine, endpoint: &str, origin: JobOrigin, grace: Duration) -> JobInfo {
        let same = self.list().into_iter().find(|info| !info.phase.is_final() && info.origin == origin);
        if let Some(info) = same.filter(|info| info.engine == endpoint) {
            return info;
        }
        let now = UnixMillis::now();
        let phase = if grace.is_zero() { JobPhase::Queued } else { JobPhase::Pending { starts: now.after(grace) } };
        let job = self.insert(origin, endpoint.to_owned(), now, phase);
        let info = job.info();
        self.forget_oldest();
        self.remember();
        tokio::spawn(drive(Arc::clone(self), job, engine, grace));
        info
    }

    /// What was asked for.
    ///
    /// # Errors
    /// `NotFound`
    pub fn origin(&self, id: JobId) -> Result<JobOrigin> {
        Ok(self.get(id)?.info().origin)
    }

    /// Asks for the same again, in its place, after `grace` as in [`Self::start`].
    ///
    /// # Errors
    /// `NotFound`; `InvalidInput` for one that has not ended.
    pub fn again(self: &Arc<Self>, id: JobId, engine: Engine, endpoint: &str, grace: Duration) -> Result<JobInfo> {
        let origin = self.origin(id)?;
        self.forget(id)?;
        Ok(self.start(engine, endpoint, origin, grace))
    }

    /// Stops it, or undoes it before it has begun.
    ///
    /// # Errors
    /// `NotFound`
    pub fn cancel(&self, id: JobId) -> Result<()> {
        self.get(id)?.cancel.cancel();
        Ok(())
    }

    /// Waits until its work begins; false where it has ended before.
    ///
    /// # Errors
    /// `NotFound`
    pub async fn begins(&self, id: JobId) -> Result<bool> {
        let job = self.get(id)?;
        tokio::select! {
            biased;
            () = job.begun.cancelled() => Ok(true),
            () = job.ended.cancelled() => Ok(false),
        }
    }

    /// What the engine said, the oldest first.
    ///
    /// # Errors
    /// `NotFound`
    pub fn log(&self, id: JobId) -> Result<Vec<String>> {
        Ok(self.get(id)?.state().log.iter().cloned().collect())
    }

    /// Takes an ended job off the list.
    ///
    /// # Errors
    /// `NotFound`; `InvalidInput` for one that has not ended.
    pub fn forget(&self, id: JobId) -> Result<()> {
        if !self.get(id)?.info().phase.is_final() {
            return Err(Error::new(ErrorCode::InvalidInput, format!("job {} has not ended", id.0)));
        }
        self.map().remove(&id);
        self.watch.gone(id);
        self.remember();
        Ok(())
    }

    /// Takes all ended jobs off the list.
    pub fn forget_ended(&self) {
        let ended: Vec<_> = self.list().into_iter().filter(|info| info.phase.is_final()).map(|info| info.id).collect();
        for id in &ended {
            self.map().remove(id);
            self.watch.gone(*id);
        }
        self.remember();
    }

    fn forget_oldest(&self) {
        let ended: Vec<_> = self.list().into_iter().filter(|info| info.phase.is_final()).map(|info| info.id).collect();
        for id in &ended[..ended.len().saturating_sub(ENDED_MAX)] {
            self.map().remove(id);
            self.watch.gone(*id);
        }
    }

    /// Writes down what would be interrupted if the application ended now.
    fn remember(&self) {
        let record = self.record.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = |info: JobInfo| {
            let begun = match info.phase {
                JobPhase::Running => true,
                JobPhase::Pending { .. } | JobPhase::Queued => false,
                JobPhase::Interrupted { begun } => begun,
                _ => return None,
            };
            Some(Entry { origin: info.origin, engine: info.engine, asked: info.asked, begun })
        };
        let entries: Vec<_> = self.list().into_iter().filter_map(entry).collect();
        // Asked once they are listed: what is stopped because the application closes is still among them.
        if !self.closing.is_cancelled() {
            record.write(&entries);
        }
    }

    /// Sends news to this page from now on, beginning with all that there is.
    pub fn attach(self: &Arc<Self>, sink: impl NewsSink) {
        let page = self.watch.attach(sink, self.map().keys().copied().collect());
        let jobs = Arc::clone(self);
        tokio::spawn(async move {
            while let Some((changed, gone)) = jobs.watch.due(page).await {
                let known: Vec<_> = {
                    let map = jobs.map();
                    changed.iter().filter_map(|id| map.get(id)).cloned().collect()
                };
                let changed: Vec<_> = known.iter().map(|job| job.info()).collect();
                let pause = NEWS_INTERVAL * changed.iter().map(|info| info.origin.weight()).max().unwrap_or(1);
                jobs.watch.send(page, JobNews { changed, gone });
                tokio::time::sleep(pause).await;
            }
        });
    }

    /// The page has dealt with the news that it got last.
    pub fn acknowledge(&self) {
        self.watch.acknowledge();
    }

    /// Stops all, when the application ends, and waits until nothing is left half done. The record keeps them.
    pub async fn close_all(&self) {
        self.remember();
        self.closing.cancel();
        let jobs: Vec<_> = self.map().values().cloned().collect();
        for job in &jobs {
            job.cancel.cancel();
        }
        for job in jobs {
            job.ended.cancelled().await;
        }
    }
}

/// Carries a job from its first phase to its last.
async fn drive(jobs: Arc<Jobs>, job: Arc<Job>, engine: Engine, grace: Duration) {
    let origin = job.info().origin;
    let mut began = None;
    let worked = tokio::select! {
        biased;
        () = job.cancel.cancelled() => None,
        worked = async {
            if !grace.is_zero() {
                tokio::time::sleep(grace).await;
                job.update(|info| info.phase = JobPhase::Queued);
            }
            let _place = match jobs.lanes.get(&origin.lane()) {
                Some(lane) => lane.acquire().await.ok(),
                None => None,
            };
            began = Some(Instant::now());
            job.update(|info| {
                info.phase = JobPhase::Running;
                info.started = Some(UnixMillis::now());
            });
            job.begun.cancel();
            jobs.remember();
            work(&job, &engine, &origin).await
        } => Some(worked),
    };
    let phase = match worked {
        Some(Ok(())) => JobPhase::Done { duration: began.map(|began| began.elapsed()).unwrap_or_default().into() },
        Some(Err(error)) if error.code != ErrorCode::Cancelled => JobPhase::Failed { error },
        _ => JobPhase::Cancelled,
    };
    job.update(|info| {
        info.phase = phase;
        info.ended = Some(UnixMillis::now());
    });
    jobs.remember();
    job.ended.cancel();
}
