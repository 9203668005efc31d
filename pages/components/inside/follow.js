// What is slower than the answers follows the input when they are there and nobody has typed for a moment.

const FOLLOW = 300;

// `refresh` asks the page for what `root` shows; it is marked as old until then. Called at every draw.
function followInput(root, refresh) {
  root.refresh = refresh;
  root.classList.remove("old");
  if (root.followed) return;
  root.followed = new AbortController();
  const listen = ({ detail }) => {
    if (!root.isConnected) return root.followed.abort();
    clearTimeout(root.following);
    const old = JSON.stringify(root.data.given) !== detail;
    root.classList.toggle("old", old);
    if (old) root.following = setTimeout(() => root.refresh(), FOLLOW);
  };
  document.addEventListener("recipe-lab-answered", listen, { signal: root.followed.signal });
}
