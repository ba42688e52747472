//! `homing diagnostics`: shows what it would write, and writes it after a yes. Works where the data can't be opened.

use homing_app::{Bundle, DiagnosticsSource, Homing, OpenOptions, Redaction, SystemClock};
use homing_domain::ports::Clock as _;

use crate::args::Diagnostics;
use crate::confirm::confirm;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render::diagnostics as render;

pub(super) async fn run(
    arguments: &Diagnostics,
    options: OpenOptions,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let Diagnostics { file, names, yes } = arguments;
    let unwritable = |source| CliError::Write { path: file.clone(), source };
    if file.exists() {
        return Err(unwritable(std::io::Error::new(
            std::io::ErrorKind::AlreadyExists,
            "a file is there already, and none is ever replaced",
        )));
    }
    let bundle = gather(options, *names).await;
    output.remark(&render::preview(&bundle));
    if !yes {
        confirm(&render::question(file), output)?;
    }
    bundle.write(file).map_err(unwritable)?;
    output.answer(|| render::json(file, &bundle), |_| render::written(file))?;
    Ok(ExitCode::Done)
}

async fn gather(options: OpenOptions, names: bool) -> Bundle {
    let (places, ca_file) = (options.places.clone(), options.ca_file.clone());
    let opened = Homing::open(options).await;
    Bundle::gather(&DiagnosticsSource {
        places: &places,
        ca_file: ca_file.as_deref(),
        opened: opened.as_ref().map(Into::into),
        redaction: Redaction::of_this_person(names),
        now: SystemClock::new().now(),
    })
    .await
}
