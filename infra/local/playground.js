const pictures = /\.(avif|gif|jfif|jpe?g|png|svg|tiff?|webp)$/i;

const figure = (key) => {
  const address = `/${key.split('/').map(encodeURIComponent).join('/')}?w=400&format=auto`;
  const picture = Object.assign(new Image(), { src: address, alt: key });
  const link = Object.assign(document.createElement('a'), { href: address });
  link.append(Object.assign(document.createElement('code'), { textContent: key }));
  const caption = document.createElement('figcaption');
  caption.append(link);
  const made = document.createElement('figure');
  made.append(picture, caption);
  return made;
};

const keys = await (await fetch('/_local/images.json')).json();
document.querySelector('main').append(...keys.filter((key) => pictures.test(key)).map(figure));
