/** Vim's keys, for those who turned them on. The editor's packages in it are those of the notebook. */
export { vimKeys } from '@/components/notebook/editor/vim-keys';
