// What an input component gives to the models: at once to the address, and after a pause to the page.

const PAUSE = 40;

// Keep what is given in the address: whoever reloads has it, and no entry of the history is added.
function writeAddress(given, most) {
  const url = new URL(location.href);
  const values = { sample: given.sample ? given.sample + 1 : "", shuffle: given.shuffle || "", input: given.text?.length <= most ? given.text : "" };
  for (const [name, value] of Object.entries(values)) value ? url.searchParams.set(name, value) : url.searchParams.delete(name);
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}

function give(root, changes, pause = 0) {
  root.given = { ...root.given, ...changes };
  writeAddress(root.given, root.data.most);
  clearTimeout(root.timer);
  root.timer = setTimeout(() => {
    root.sent = [...root.sent.slice(-50), JSON.stringify(root.given)];
    root.send(root.given);
  }, pause);
}

// Whether what the page shows is what is given now. It is not while newer keys are on their way, and
// `foreign` if this component did not give it: another model was chosen, or Back pressed.
function receive(root, data, send) {
  root.send = send;
  root.sent ??= [];
  const place = JSON.stringify(data.given);
  const known = root.sent.indexOf(place);
  root.foreign = known < 0 && root.place !== place;
  if (known >= 0) root.sent.splice(0, known);
  Object.assign(root, { data, place });
  if (root.foreign) root.given = data.given;
  document.dispatchEvent(new CustomEvent("recipe-lab-answered", { detail: place })); // the walk follows
  return place === JSON.stringify(root.given);
}
