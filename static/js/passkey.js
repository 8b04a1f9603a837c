// Passkeys: a form with data-passkey="create" or "get" and its options in data-options; the answer of the browser goes into the field `credential`.
import { showToast } from "./toasts.js";

async function answerOf(form) {
  const { publicKey } = JSON.parse(form.dataset.options);
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

async function send(event) {
  const form = event.currentTarget;
  event.preventDefault(); // form.submit() below asks nobody, so the browser's own submission never comes back here
  try {
    form.elements.credential.value = JSON.stringify((await answerOf(form)).toJSON());
    form.submit();
  } catch {
    showToast(form.dataset.failed, "clay"); // closed by the person, no key at hand, or an old browser: nothing has changed
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", send);
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) form.hidden = true;
}
