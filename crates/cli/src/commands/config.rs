//! `homing config`: works without the data, and where the rest of the configuration is broken says so.

use std::path::Path;

use homing_app::{Key, Places, Setting, change_setting, settings};

use crate::args::Config;
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::render::config as render;

pub(super) fn run(
    arguments: Config,
    places: &Places,
    ca_file: Option<&Path>,
    output: &mut Output<'_>,
) -> Result<ExitCode, CliError> {
    let file = places.config_file();
    match arguments {
        Config::Path => output.answer(|| render::path(&file), |_| file.display().to_string())?,
        Config::Show => {
            let settings = settings(&file, ca_file)?;
            output.answer(|| render::json(&file, &settings), |screen| render::table(&settings, screen))?;
        }
        Config::Get { key } => show(&file, ca_file, key, output)?,
        Config::Set { key, value } => {
            change_setting(&file, key, Some(&value))?;
            show(&file, ca_file, key, output)?;
        }
        Config::Unset { key } => {
            change_setting(&file, key, None)?;
            show(&file, ca_file, key, output)?;
        }
    }
    Ok(ExitCode::Done)
}

fn show(file: &Path, ca_file: Option<&Path>, key: Key, output: &mut Output<'_>) -> Result<(), CliError> {
    let effective: Vec<Setting> =
        settings(file, ca_file)?.into_iter().filter(|setting| setting.key == key).collect();
    let value = || effective.iter().find_map(|setting| setting.value.clone()).unwrap_or_default();
    Ok(output.answer(|| render::json(file, &effective), |_| value())?)
}
