// What the people of the sample facility are called and where they work.

export const firstNames = (
  'Amara Bogdan Chloé Daniel Elif Farid Grace Hiroshi Ingrid José Katya Liam Mei Nadia Oscar Priya ' +
  'Quentin Rosa Samuel Tomás Uma Viktor Wanjiru Xiaoyu Yusuf Zoë Anders Beatriz Camille Dmitri Emma ' +
  'Fatima Giulia Hannah Isaac Jun'
).split(' ');

export const lastNames = (
  'Adeyemi Beaulieu Castellanos Duguay Eriksen Ferreira Gagnon Haddad Ivanova Janzen Kowalski Lindqvist ' +
  'Müller Nakamura Okafor Papadakis Quispe Rahman Schaefer Thiessen Underhill Vásquez Whitecap Xu ' +
  'Yamada Zimmermann Bouchard Choudhury Doucette Fournier Goswami Hernández Kim Leclerc MacLeod Novák ' +
  'Olsen Petrov Rossi Singh Tremblay'
).split(' ');

/** Domains of e-mail addresses; names below `.example` belong to nobody, so no message ever reaches anyone. */
export const facilityDomain = 'lightsource.example';

export const homeDomains = [
  'northlake.example',
  'prairie-university.example',
  'institute-of-materials.example',
  'coastal-biosciences.example',
  'fjord-tech.example',
  'geo-survey.example',
  'polytechnic-east.example',
];

/** Letters without their marks, for user names and addresses. */
export const plainLetters = (name: string): string =>
  name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
