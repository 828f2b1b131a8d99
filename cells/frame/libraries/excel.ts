export { default as readWorkbook } from 'read-excel-file/browser';
