import { createElement, type ReactElement } from 'react';
import { maskFailure, maskReport } from './mask-mail';
import { failureText, reportText } from './plain-text';
import { type Failure, type Report, subjectOf } from './report';

export interface WrittenMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

export async function writeReport(composed: Report): Promise<WrittenMail> {
  const report = maskReport(composed);
  const { ReportMail } = await import('./report-mail');
  return {
    subject: subjectOf(report.title, report.headline),
    html: await toHtml(createElement(ReportMail, { report })),
    text: reportText(report),
  };
}

export async function writeFailure(known: Failure): Promise<WrittenMail> {
  const failure = maskFailure(known);
  const { FailureMail } = await import('./failure-mail');
  return {
    subject: subjectOf(failure.title, `${failure.headline}: ${failure.error}`),
    html: await toHtml(createElement(FailureMail, { failure })),
    text: failureText(failure),
  };
}

/** The components of mails take a third of a second to load, so only a process that writes one loads them. */
async function toHtml(mail: ReactElement): Promise<string> {
  const { render } = await import('@react-email/render');
  return render(mail);
}
