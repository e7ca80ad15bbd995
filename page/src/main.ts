import { mount } from "svelte";
import App from "./App.svelte";
import { settings } from "./state/settings.svelte";
import { follow, refresh } from "./state/study.svelte";
import { speak } from "./state/words.svelte";
import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";

void refresh();
await speak(settings.language);
mount(App, { target: document.getElementById("app")! });
follow();
