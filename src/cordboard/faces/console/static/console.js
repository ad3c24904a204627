// What the pages do beyond links and forms. Everything here is a convenience: without it the pages work as well.
"use strict";

const LONGEST_PAUSE_MS = 1000;
let leader = 0;

// g and then a letter goes to a page, / to the first field that searches, as long as nobody is writing.
document.addEventListener("keydown", (event) => {
  const isWriting = event.target.closest("input, textarea, select");
  if (isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const field = document.querySelector("main [type=search], main .filter input");
    if (field) { event.preventDefault(); field.focus(); }
  } else if (event.key === "g") {
    leader = Date.now();
  } else if (Date.now() - leader < LONGEST_PAUSE_MS) {
    leader = 0;
    const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (link) link.click();
  }
});

// What happens, as long as somebody looks: a browser has six connections to a server, and each stream keeps one.
const MOST_LINES = 500;
const AGAIN_MS = 5000;
let source = null;
let place = "";

// Parts of pages that show something of a kind ask for it anew when they are told.
const tell = (kind) => document.body.dispatchEvent(new Event(`told-${kind}`));

// What is pressed stays where it is until it is let go: a button that was replaced meanwhile would not be clicked.
let isPressed = false, isBehind = false;
const letGo = () => {
  isPressed = false;
  if (isBehind) setTimeout(() => tell("all"));
  isBehind = false;
};
document.addEventListener("pointerdown", () => { isPressed = true; });
["pointerup", "pointercancel"].forEach((name) => document.addEventListener(name, letGo));
document.addEventListener("pointermove", (event) => { if (isPressed && !event.buttons) letGo(); });  // let go elsewhere
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isPressed) return;
  event.detail.shouldSwap = false;
  isBehind = true;
});

const follow = () => {
  const address = new URL(document.body.dataset.stream, location.href);
  if (place) address.searchParams.set("last_event_id", place);
  source = new EventSource(address);
  source.addEventListener("open", () => tell("all"));  // something may have happened since the page was made
  source.addEventListener("changed", (event) => {
    place = event.lastEventId || place;
    event.data.split(",").forEach(tell);
  });
  source.addEventListener("happened", (event) => {
    const lines = document.querySelector("#happenings");
    lines.insertAdjacentHTML("afterbegin", event.data);
    while (lines.children.length > MOST_LINES) lines.lastElementChild.remove();
  });
  source.addEventListener("signed-out", () => location.reload());
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(() => document.hidden || follow(), AGAIN_MS);
  });
};
const look = () => {
  if (source) source.close();
  if (!document.hidden) follow();
};
if (document.body.dataset.stream) {
  document.addEventListener("visibilitychange", look);
  look();
}

// What was sent or said is not written a second time.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target;
  if (form instanceof HTMLFormElement && event.detail.successful && !document.querySelector("#fault .fault")) form.reset();
});

// What takes long says so while it lasts, and is asked for once. How far it is comes in events; what ends without the last
// of them is sent again as a form, whose answer is a page.
const watch = async (form, working) => {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", headers: { Accept: "text/event-stream" }, body });
  if (!answer.headers.get("content-type").startsWith("text/event-stream")) return false;
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const events = (rest + read.value).split("\n\n");
    rest = events.pop();
    for (const each of events) {
      const data = each.split("\n").filter((line) => line.startsWith("data: ")).map((line) => line.slice(6)).join("\n");
      if (each.startsWith("event: checked")) {
        document.querySelector("#checked").innerHTML = data;
        return true;
      }
      working.querySelector("progress").value = Number(data);
      working.querySelector(".percent").textContent = `${data} %`;
    }
  }
  return false;
};
document.addEventListener("submit", async (event) => {
  const form = event.target, working = form.querySelector(".working");
  if (!working) return;
  event.preventDefault();
  const button = form.querySelector("[type=submit]");
  document.querySelector("#checked").replaceChildren();
  working.querySelector("progress").removeAttribute("value");
  working.querySelector(".percent").textContent = "";
  working.hidden = false;
  button.disabled = true;
  if (!await watch(form, working).catch(() => false)) return form.submit();
  working.hidden = true;
  button.disabled = false;
});

// What is left of a question's time, once a second.
const spell = (seconds) => {
  if (seconds <= 0) return "no time left";
  if (seconds < 60) return `${seconds} s left`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min left`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min left`;
};
const ahead = Number(document.documentElement.dataset.now) - Date.now();  // the server's clock may be another
setInterval(() => {
  for (const each of document.querySelectorAll("time.left")) {
    each.textContent = spell(Math.floor((Date.parse(each.dateTime) - Date.now() - ahead) / 1000));
  }
}, 1000);
