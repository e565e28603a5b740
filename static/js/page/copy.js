/** Buttons that copy code. */

/** @param {NodeListOf<HTMLElement>} blocks */
export function addCopyButtons(blocks) {
  const status = document.createElement("p");
  status.className = "sr";
  status.setAttribute("role", "status");
  document.body.append(status);

  for (const block of blocks) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      const code = block.querySelector("code")?.textContent ?? "";
      const copied = await navigator.clipboard.writeText(code).then(() => true, () => false);
      button.textContent = copied ? "Copied" : "Failed";
      status.textContent = copied ? "Code copied" : "The code could not be copied";
      setTimeout(() => {
        button.textContent = "Copy";
        status.textContent = "";
      }, 2000);
    });
    block.append(button);
  }
}
