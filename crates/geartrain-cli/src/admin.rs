//! `geartrain admin`

use crate::args::AdminArguments;
use crate::exit::{Code, Trouble};
use crate::listing::print;
use crate::target::Target;

pub(crate) async fn run(target: &Target, arguments: &AdminArguments) -> Result<(), Trouble> {
    let line = arguments.words.join(" ");
    if line.contains(['\r', '\n']) {
        let text = "an admin command is a single line: leave line breaks out";
        return Err(Trouble::new(Code::Usage, text));
    }
    let mut admin = target.admin().await?;
    let answer = admin.command(&line).await?;
    if answer.starts_with(b"ERR ") {
        let text = String::from_utf8_lossy(&answer).trim().replace('+', " ");
        return Err(Trouble::new(
            Code::Refused,
            format!("the server answers {text}: see `geartrain help admin`"),
        ));
    }
    print(&answer)
}

#[cfg(test)]
mod tests;
