// Shows what is said as it is said, sends without reloading; all works without.

const byId = (id) => document.getElementById(id);
const list = byId("fil");
const { path, number: told } = byId("conversation").dataset;
const number = (item) => +(item?.id.slice(2) ?? 0);
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1e3));
let refreshing, again, later;

const swap = (shown, fresh) => shown && fresh && shown.outerHTML !== fresh.outerHTML && shown.replaceWith(fresh);

/** Take what is new from a page; the focus and what is typed stay. */
function take(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const item of fresh.querySelectorAll("#fil > li")) {
    const shown = byId(item.id);
    if (shown) swap(shown.querySelector(".opinion"), item.querySelector(".opinion"));
    else list.insertBefore(item, [...list.children].find((one) => number(one) > number(item)) ?? null);
  }
  swap(byId("etat"), fresh.getElementById("etat"));
  return fresh;
}

function say(text, seconds) {
  const said = byId("frappe");
  said.hidden = !text;
  if (said.textContent !== text) said.textContent = text;
  clearTimeout(later);
  if (seconds) later = setTimeout(say, seconds * 1e3, "");
}

async function refresh() {
  again = refreshing;
  if (refreshing) return;
  refreshing = true;
  const answer = await fetch(`${path}/fil?after=${number(list.lastElementChild)}`).catch(() => {});
  if (answer?.status === 404) location.reload();
  if (answer?.ok) take(await answer.text());
  refreshing = false;
  if (again) refresh();
}

/** Send a form until the network is there: its key makes that one message. */
async function send(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  const to = button?.getAttribute("formaction") ?? form.action;
  const field = form.querySelector("textarea");
  const typed = field?.value;
  let answer;
  while (!(answer = await fetch(to, { method: "POST", body }).catch(() => {}))) {
    say("Connexion perdue : l’envoi reprendra.");
    await pause(3);
  }
  say("");
  if (!answer.ok) {
    form.classList.remove("direct");
    return form.requestSubmit(button);
  }
  const key = take(await answer.text()).querySelector("[name=cle]").value;
  for (const one of document.getElementsByName("cle")) one.value = key;
  if (typed && field.value === typed) field.value = "";
}

document.onsubmit = async (event) => {
  const form = event.target;
  if (!form.matches(".direct")) return;
  event.preventDefault();
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  await send(form, event.submitter);
  form.ariaBusy = null;
};

function listen() {
  const events = new EventSource(`${path}/evenements?after=${told}`);
  events.onmessage = () => refresh(say(""));
  events.addEventListener("status", refresh);
  events.addEventListener("typing", (event) => say(`${JSON.parse(event.data).name} écrit…`, 6));
  events.onerror = async () => {
    if (events.readyState < 2) return;
    await pause(5);
    refresh();
    listen();
  };
}

listen();
