//! The cron fields of `SUBMIT_JOB_SCHED`.

/// Each field is `None` for "any"; the protocol document writes that as an empty field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CronFields {
    /// 0 to 59.
    pub minute: Option<u8>,
    /// 0 to 23.
    pub hour: Option<u8>,
    /// 1 to 31.
    pub day_of_month: Option<u8>,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 0 (Monday) to 6, as the protocol document counts.
    pub day_of_week: Option<u8>,
}
