// Wishes put in order by dragging; the buttons ↑↓ do the same without script. The list names its address in data-ranking.
for (const list of document.querySelectorAll("[data-ranking]")) {
  let held = null;
  for (const row of list.children) {
    row.draggable = true;
    row.addEventListener("dragstart", () => (held = row));
    row.addEventListener("dragover", (event) => {
      event.preventDefault();
      if (!held || held === row) return;
      const box = row.getBoundingClientRect();
      list.insertBefore(held, event.clientY < box.top + box.height / 2 ? row : row.nextSibling);
    });
    row.addEventListener("dragend", () => send(list));
  }
}

function send(list) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = list.dataset.ranking;
  const values = {
    csrfmiddlewaretoken: list.querySelector("[name=csrfmiddlewaretoken]").value,
    offers: [...list.children].map((row) => row.dataset.offer).join(","),
  };
  for (const [name, value] of Object.entries(values)) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    form.append(input);
  }
  document.body.append(form);
  form.submit();
}
