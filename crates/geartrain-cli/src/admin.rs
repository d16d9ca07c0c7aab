//! `geartrain admin`

use crate::args::AdminArguments;
use crate::exit::{Code, Trouble};
use crate::listing::print;
use crate::target::Target;

pub(crate) async fn run(target: &Target, arguments: &AdminArguments) -> Result<(), Trouble> {
    let mut admin = target.admin().await?;
    let answer = admin.command(&arguments.words.join(" ")).await?;
    if answer.starts_with(b"ERR ") {
        let text = String::from_utf8_lossy(&answer).trim().replace('+', " ");
        return Err(Trouble::new(
            Code::Refused,
            format!("the server answers {text}"),
        ));
    }
    print(&answer)
}
