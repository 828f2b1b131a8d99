/**
 * Lets forms of cells be submitted, by their button and by Enter: a frame without `allow-forms` refuses before anybody is told, and a
 * frame with it could send what it holds elsewhere. Listeners hear of the submit as ever; nothing goes anywhere.
 */
export function submitForms(document: Document): void {
  document.addEventListener('click', (event) => {
    const { target } = event;
    const button = target instanceof Element ? target.closest('button, input') : null;
    if (!(button instanceof HTMLButtonElement || button instanceof HTMLInputElement)) return;
    const { form } = button;
    if (button.type !== 'submit' || button.disabled || !form || event.defaultPrevented) return;
    event.preventDefault();
    if (form.noValidate || button.formNoValidate || form.reportValidity())
      form.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter: button }));
  });
}
