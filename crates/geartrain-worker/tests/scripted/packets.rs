//! Types of packets, as the protocol numbers them.

pub(crate) const CAN_DO: u32 = 1;
pub(crate) const CANT_DO: u32 = 2;
pub(crate) const PRE_SLEEP: u32 = 4;
pub(crate) const NOOP: u32 = 6;
pub(crate) const NO_JOB: u32 = 10;
pub(crate) const WORK_STATUS: u32 = 12;
pub(crate) const WORK_COMPLETE: u32 = 13;
pub(crate) const WORK_FAIL: u32 = 14;
pub(crate) const ECHO_REQ: u32 = 16;
pub(crate) const ECHO_RES: u32 = 17;
pub(crate) const ERROR: u32 = 19;
pub(crate) const SET_CLIENT_ID: u32 = 22;
pub(crate) const CAN_DO_TIMEOUT: u32 = 23;
pub(crate) const WORK_EXCEPTION: u32 = 25;
pub(crate) const WORK_DATA: u32 = 28;
pub(crate) const WORK_WARNING: u32 = 29;
pub(crate) const JOB_ASSIGN_UNIQ: u32 = 31;
pub(crate) const GRAB_JOB_ALL: u32 = 39;
pub(crate) const JOB_ASSIGN_ALL: u32 = 40;
