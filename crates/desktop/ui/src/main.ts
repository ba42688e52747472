// Where the page begins: it puts the shell into the window.

import "./lib/style/tokens.css";
import "./lib/style/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { speak } from "./lib/i18n";
import { systemLanguage } from "./lib/i18n/language.svelte";

await speak(systemLanguage());
mount(App, { target: document.body });
