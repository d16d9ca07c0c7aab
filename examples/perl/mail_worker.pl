#!/usr/bin/perl
# Sends mail: the payload is JSON with `to`, `subject` and `text`. SMTP_SERVER says through whom.

use strict;
use warnings;

use Encode 'encode';
use Gearman::Worker;
use JSON::PP 'decode_json';
use Net::SMTP;

my $FROM = 'shop@example.com';

my $worker = Gearman::Worker->new(job_servers => [$ENV{GEARMAN_SERVER} // '127.0.0.1:4730']);
$worker->register_function('send-mail' => \&send_mail);
$worker->work while 1;

sub send_mail {
    my $order = decode_json($_[0]->arg);
    my $smtp  = Net::SMTP->new($ENV{SMTP_SERVER} // '127.0.0.1:2525') or die "no mail server: $@\n";
    my $sent  = $smtp->mail($FROM) && $smtp->to($order->{to}) && $smtp->data(mail($order));
    $sent or die $smtp->message;
    $smtp->quit;
    return '';
}

sub mail {
    my ($order) = @_;
    return join "\n",
        "From: $FROM",
        'To: ' . encode('MIME-Header', $order->{to}),
        'Subject: ' . encode('MIME-Header', $order->{subject}),
        'MIME-Version: 1.0',
        'Content-Type: text/plain; charset=utf-8',
        'Content-Transfer-Encoding: 8bit',
        '',
        encode('UTF-8', $order->{text}) . "\n";
}
