import type {} from "../contract";
import texts from "./en.json";

window.FiruzeTexts = { ...window.FiruzeTexts, en: texts };
