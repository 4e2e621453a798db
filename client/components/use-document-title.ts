import { useEffect } from 'react';

const PRODUCT = 'USO Background Tasks';

let page = '';
let status = '';

const show = (): void => {
  const title = page ? `${page} · ${PRODUCT}` : PRODUCT;
  document.title = status ? `(${status}) ${title}` : title;
};

/** Names the page on the browser's tab. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    page = title;
    show();
  }, [title]);
}

/** What stands on the browser's tab in front of every page's name, such as "1 running"; empty for nothing. */
export function setTitleStatus(text: string): void {
  status = text;
  show();
}
