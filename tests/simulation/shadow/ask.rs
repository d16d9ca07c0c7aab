//! What may be asked.

use bytes::Bytes;
use geartrain_dispatch::{JobId, JobStatus, PeerId, Reply, Unique};

use super::{Job, Shadow};

impl Shadow {
    /// A job that is unknown has a status too: all zero.
    pub(super) fn status(&mut self, from: PeerId, job: JobId) {
        let status = self
            .jobs
            .get(&job)
            .map_or_else(JobStatus::default, Job::status);
        self.expect_reply(from, Reply::Status { job, status });
    }

    /// Several functions may have a job with this unique: the oldest one answers. Buried jobs are
    /// not found.
    pub(super) fn unique_status(&mut self, from: PeerId, unique: &Bytes) {
        let wanted = Unique::Given(unique.clone());
        let found = self
            .jobs
            .values()
            .find(|job| job.unique == wanted && !job.is_buried());
        let status = found.map_or_else(JobStatus::default, Job::status);
        let clients = found.map_or(0, |job| job.clients.len() as u64);
        self.expect_reply(
            from,
            Reply::UniqueStatus {
                unique: unique.clone(),
                status,
                clients,
            },
        );
    }
}
