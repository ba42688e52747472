//! Russian.

use homing_domain::engine::Bar;

use super::Words;

pub(super) static WORDS: Words = Words {
    no_timer: "Таймер не запущен",
    no_description: "без описания",
    running_since: |time| format!("Идёт с {time}"),
    paused_since: |time| format!("На паузе, начат в {time}"),
    start: "Начать снова",
    pause: "Пауза",
    resume: "Продолжить",
    stop: "Стоп",
    open: "Открыть Homing",
    quit: "Выйти",
    all_saved: "Всё сохранено",
    local_only: "Сохранено на этом компьютере",
    waiting: |count| format!("{} {} отправки", changes(count), plural(count, ["ждёт", "ждут", "ждут"])),
    offline: |count| format!("Нет связи: {} в сохранности на этом компьютере", changes(count)),
    attention: |count| {
        let verb = plural(count, ["требует", "требуют", "требуют"]);
        format!("{} {verb} внимания", changes(count))
    },
    sign_in_needed: "Войдите, чтобы отправить то, что ждёт здесь",
    barred: |bar| match bar {
        Bar::KeychainMissing => "Отправка стоит: нет хранилища ключей",
        Bar::KeychainLocked => "Отправка стоит: хранилище ключей заблокировано",
        Bar::KeychainSilent => "Отправка стоит: хранилище ключей не отвечает",
        Bar::Passphrase => "Без парольной фразы ничего не отправляется",
        Bar::SignInLock | Bar::SyncLock => "Отправка стоит: файл блокировки недоступен",
        _ => "Отправка стоит: сохранённый вход недоступен",
    },
    stopped: "Ничего не отправляется, пока что-то не изменится",
    clock_off: "Часы этого компьютера идут неверно",
    storage_problem: "Данные на этом компьютере недоступны",
    attention_notice: ("Сервер не принял изменение", |count| {
        let count = changes(count);
        format!(
            "Ничего не потеряно, на этом компьютере: {count}. Откройте Homing, чтобы решить, что с этим делать."
        )
    }),
    unsent_notice: ("Не отправлено уже сутки", |count| {
        let count = changes(count);
        format!(
            "В сохранности на этом компьютере, но не на сервере: {count}. Откройте Homing, чтобы узнать причину."
        )
    }),
    away_notice: ("Это была работа?", |from, to| {
        format!(
            "Таймер шёл, пока компьютер был выключен или спал: с {from} до {to}. Откройте Homing, чтобы оставить или \
             убрать это время."
        )
    }),
};

fn changes(count: u64) -> String {
    format!("{count} {}", plural(count, ["изменение", "изменения", "изменений"]))
}

/// The form for one, for a few and for many, by the rules of the Unicode CLDR for Russian.
fn plural(count: u64, [one, few, many]: [&'static str; 3]) -> &'static str {
    match (count % 10, count % 100) {
        (1, last) if last != 11 => one,
        (2..=4, last) if !(12..=14).contains(&last) => few,
        _ => many,
    }
}
