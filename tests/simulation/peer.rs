//! A peer: a client, a worker, an operator, or several of them on one connection.

use geartrain_dispatch::{Refusal, Reply};

use crate::agenda::Plan;
use crate::client::Client;
use crate::moment::Moment;
use crate::operator::Operator;
use crate::random::Random;
use crate::worker::Worker;

/// What a new peer is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    Client,
    Worker,
    Operator,
    /// Client and worker on one connection.
    Both,
}

/// One connection's other end.
pub(crate) struct Peer {
    pub(crate) role: Role,
    /// It closed its writing side: whatever it wants to send is lost.
    pub(crate) is_silent: bool,
    client: Option<Client>,
    worker: Option<Worker>,
    operator: Option<Operator>,
}

impl Peer {
    pub(crate) fn new(role: Role, random: &mut Random) -> Self {
        let submits = matches!(role, Role::Client | Role::Both);
        let works = matches!(role, Role::Worker | Role::Both);
        Self {
            role,
            is_silent: false,
            client: submits.then(|| Client::new(random)),
            worker: works.then(|| Worker::new(random)),
            operator: (role == Role::Operator).then(|| Operator::new(random)),
        }
    }

    /// A worker that can do everything and makes no mistakes.
    pub(crate) fn healthy_worker() -> Self {
        let worker = Some(Worker::healthy());
        Self {
            role: Role::Worker,
            is_silent: false,
            client: None,
            worker,
            operator: None,
        }
    }

    pub(crate) fn start(&mut self, moment: &mut Moment<'_>) {
        if let Some(client) = &mut self.client {
            client.start(moment);
        }
        if let Some(worker) = &mut self.worker {
            worker.start(moment);
        }
        if let Some(operator) = &self.operator {
            operator.start(moment);
        }
    }

    pub(crate) fn act(&mut self, plan: Plan, moment: &mut Moment<'_>) {
        match (plan, &mut self.client, &mut self.worker, &self.operator) {
            (Plan::Submit, Some(client), ..) => client.submit(moment),
            (Plan::Operate, .., Some(operator)) => operator.operate(moment),
            (_, _, Some(worker), _) => worker.act(plan, moment),
            _ => {}
        }
    }

    pub(crate) fn receive(&mut self, reply: &Reply, moment: &mut Moment<'_>) {
        match reply {
            Reply::JobCreated { .. }
            | Reply::Progress { .. }
            | Reply::Data { .. }
            | Reply::Warning { .. }
            | Reply::Complete { .. }
            | Reply::Failed { .. }
            | Reply::Exception { .. } => self.expect_client().receive(reply),
            // Workers and operators are refused functions too, and do not care.
            Reply::Refused(Refusal::QueueFull | Refusal::TooManyFunctions) => {
                self.client
                    .iter_mut()
                    .for_each(|client| client.receive(reply));
            }
            Reply::Assigned(_) | Reply::NoJob | Reply::Noop => {
                self.expect_worker().receive(reply, moment);
            }
            Reply::Status { .. }
            | Reply::UniqueStatus { .. }
            | Reply::Cancelled { .. }
            | Reply::Done
            | Reply::Refused(_) => {}
        }
    }

    fn expect_client(&mut self) -> &mut Client {
        self.client
            .as_mut()
            .expect("answers: only clients get handles, news and results")
    }

    fn expect_worker(&mut self) -> &mut Worker {
        self.worker
            .as_mut()
            .expect("answers: only workers are woken and given work")
    }

    /// See [`Client::assert_satisfied`].
    pub(crate) fn assert_satisfied(&self) {
        self.client.iter().for_each(Client::assert_satisfied);
    }
}
