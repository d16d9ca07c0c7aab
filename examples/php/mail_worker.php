<?php
// Sends mail: the payload is JSON with `to`, `subject` and `text`. SMTP_SERVER says through whom.

declare(strict_types=1);

use PHPMailer\PHPMailer\PHPMailer;

require '/usr/share/php/libphp-phpmailer/autoload.php';
require __DIR__ . '/server.php';

work('send-mail', function (GearmanJob $job): string {
    $order = json_decode($job->workload(), flags: JSON_THROW_ON_ERROR);
    $mail = new PHPMailer(exceptions: true);
    $mail->isSMTP();
    $mail->SMTPAutoTLS = false;
    [$mail->Host, $mail->Port] = explode(':', getenv('SMTP_SERVER') ?: '127.0.0.1:2525');
    $mail->CharSet = PHPMailer::CHARSET_UTF8;
    $mail->setFrom('shop@example.com');
    $mail->addAddress($order->to);
    $mail->Subject = $order->subject;
    $mail->Body = $order->text;
    $mail->send();
    return '';
});
