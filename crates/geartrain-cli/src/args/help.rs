//! What stands below the options: examples, and the exit codes.

/// Of `geartrain`, and of all commands without codes of their own. 2 comes from clap, too.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  the job failed, is unknown to the server, or was dropped
  2  the command line is wrong
  3  the job ended with an exception (its text is on standard error)
  4  the server refused
  5  cannot connect; nothing was sent
  6  connection lost, or no answer in time: the job may or may not run
  7  trouble on this machine: a file, a pipe, a command that cannot be run";

const SUBMIT: &str = "\
Examples:
  geartrain submit reverse hello
  geartrain submit resize --file photo.jpg >small.jpg
  geartrain submit -b mail --delay 10m <letter.txt
  geartrain submit -n lookup <names.txt >found.txt";

const WORK: &str = "\
Examples:
  geartrain work -f reverse -- rev
  geartrain work -f resize -c 4 -t 30s -- convert - -resize 50% -
  geartrain work -f mail --max-time 8h -- sendmail -t";

/// Of `geartrain work`, whose jobs are other people's.
pub(super) const WORK_EXIT_CODES: &str = "\
Exit codes:
  0  stopped, and no job was left; how jobs end makes no difference
  1  stopped while jobs ran: other workers get them
  2  the command line is wrong
  5  cannot connect at the start
  7  trouble on this machine: a command that cannot be run";

pub(super) fn submit() -> String {
    format!("{SUBMIT}\n\n{EXIT_CODES}")
}

pub(super) fn work() -> String {
    format!("{WORK}\n\n{WORK_EXIT_CODES}")
}
