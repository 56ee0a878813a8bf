/**
 * The demo shop's page: `?lang=en|fa`, `&customer=` a key of `/shop/customers`, `&theme=` the widget's.
 *
 * It embeds the widget as any shop would: one script tag, and the identity of the customer who is
 * signed in, as the shop's server signed it.
 */
const parameters = new URLSearchParams(location.search);
const language = parameters.get("lang") === "fa" ? "fa" : "en";
const customer = parameters.get("customer") ?? "";
const theme = parameters.get("theme");
const RIALS_IN_A_TOMAN = 10;

async function load(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.json();
}

function addressOf(choice) {
  const next = new URLSearchParams({ lang: language, customer, ...choice });
  if (!next.get("customer")) next.delete("customer");
  return `?${next}`;
}

function write(texts) {
  document.documentElement.lang = language;
  document.documentElement.dir = language === "fa" ? "rtl" : "ltr";
  document.title = texts.name;
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = texts[element.dataset.text];
  }
  const other = language === "fa" ? "en" : "fa";
  const link = document.getElementById("language");
  link.href = addressOf({ lang: other });
  link.lang = other;
  document.querySelector(".brand").href = addressOf({});
}

function show(books) {
  const number = new Intl.NumberFormat(language === "fa" ? "fa-IR" : "en-GB");
  document.getElementById("books").append(...books.map((book) => cardOf(book, number)));
}

function cardOf(book, number) {
  const { title, by } = book[language];
  const [dark, light] = book.cover.split(" ");
  const card = document.createElement("li");
  const cover = element("div", "cover");
  cover.style.setProperty("--dark", dark);
  cover.style.setProperty("--light", light);
  cover.append(element("strong", "", title), element("span", "", by));
  card.append(
    cover,
    element("h3", "", title),
    element("p", "", by),
    element("b", "", texts.price.replace("{amount}", number.format(book.price / RIALS_IN_A_TOMAN))),
  );
  return card;
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

async function offerCustomers(texts) {
  const select = document.getElementById("customer");
  select.append(new Option(texts.visitor, ""));
  select.addEventListener("change", () => {
    location.search = addressOf({ customer: select.value });
  });
  try {
    const customers = await load("/shop/customers");
    select.append(...customers.map(({ key, name }) => new Option(name[language], key)));
    select.value = customers.some(({ key }) => key === customer) ? customer : "";
  } catch (error) {
    console.error(error);
    select.append(new Option(texts.unreachable, ""));
  }
}

/** What the shop's server says of the customer, or nothing for a visitor and for an unknown key. */
async function identity() {
  if (!customer) return null;
  try {
    return await load(`/shop/identity/${encodeURIComponent(customer)}?lang=${language}`);
  } catch (error) {
    console.error(error);
    return null;
  }
}

async function embedWidget() {
  const script = document.createElement("script");
  const vouched = await identity();
  script.src = "/widget.js";
  script.dataset.language = language;
  if (theme) script.dataset.theme = theme;
  if (vouched) script.dataset.identity = JSON.stringify(vouched);
  document.body.append(script);
}

const [texts, books] = await Promise.all([load(`${language}.json`), load("books.json")]);
write(texts);
show(books);
document.getElementById("ask").addEventListener("click", () => window.Firuze?.open());
await Promise.all([offerCustomers(texts), embedWidget()]);
