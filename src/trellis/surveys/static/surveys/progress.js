// How many questions of a survey are answered. Nothing is kept or sent before the form is.
for (const form of document.querySelectorAll('form[data-progress]')) {
  const bar = form.querySelector('progress');
  const count = () => {
    const named = new Set();
    for (const [name, value] of new FormData(form)) {
      if (name !== 'csrfmiddlewaretoken' && String(value).trim()) named.add(name);
    }
    bar.value = named.size;
  };
  form.addEventListener('input', count);
  count();
}
