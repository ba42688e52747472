//! `homing completions`, `homing man`, `homing reference`: nothing of the person's is opened.

use std::path::Path;
use std::{fs, io};

use clap::CommandFactory as _;
use clap_complete::Shell;
use serde_json::json;

use crate::args::{Arguments, Program};
use crate::error::CliError;
use crate::exit::ExitCode;
use crate::output::Output;
use crate::reference;

pub(super) fn run(program: Program, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    match program {
        Program::Completions { shell } => completions(shell, output),
        Program::Man { dir: None } => page(output),
        Program::Man { dir: Some(dir) } => pages(&dir, output),
        Program::Reference { into: None } => {
            output.answer(reference::json, |_| reference::markdown())?;
            Ok(ExitCode::Done)
        }
        Program::Reference { into: Some(file) } => into(&file, output),
    }
}

fn completions(shell: Shell, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "homing", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    output.answer(|| json!({ "shell": shell.to_string(), "script": script }), |_| script.clone())?;
    Ok(ExitCode::Done)
}

fn page(output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
    let page = String::from_utf8_lossy(&page).into_owned();
    output.answer(|| json!({ "page": page }), |_| page.clone())?;
    Ok(ExitCode::Done)
}

fn pages(dir: &Path, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let written = fs::create_dir_all(dir)
        .and_then(|()| clap_mangen::generate_to(Arguments::command(), dir))
        .and_then(|_| names(dir));
    let files = written.map_err(|source| CliError::Write { path: dir.to_owned(), source })?;
    let text =
        format!("Wrote {} pages; read one with `man -l {}`", files.len(), dir.join("homing.1").display());
    output.answer(|| json!({ "files": files }), |_| text)?;
    Ok(ExitCode::Done)
}

fn names(dir: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for file in fs::read_dir(dir)? {
        let name = file?.file_name().to_string_lossy().into_owned();
        if name.starts_with("homing") && name.ends_with(".1") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn into(file: &Path, output: &mut Output<'_>) -> Result<ExitCode, CliError> {
    let write = || fs::write(file, reference::put_into(&fs::read_to_string(file)?));
    write().map_err(|source| CliError::Write { path: file.to_owned(), source })?;
    output.answer(|| json!({ "file": file }), |_| format!("Wrote the tables into {}", file.display()))?;
    Ok(ExitCode::Done)
}
