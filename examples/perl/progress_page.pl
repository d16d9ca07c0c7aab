#!/usr/bin/perl
# A page that starts a slow job and shows its progress, on http://127.0.0.1:PORT (8080).

use strict;
use warnings;

use FindBin;
use Gearman::Client;
use HTTP::Daemon;
use HTTP::Response;
use JSON::PP;

my $client = Gearman::Client->new(job_servers => [$ENV{GEARMAN_SERVER} // '127.0.0.1:4730']);
my %answers = ('GET /' => \&page, 'POST /start' => \&start, 'GET /status' => \&status);

my $daemon = HTTP::Daemon->new(
    LocalAddr => '127.0.0.1', LocalPort => $ENV{PORT} // 8080, ReuseAddr => 1
) or die "cannot listen: $@\n";
while (my $connection = $daemon->accept) {
    serve($connection);
    $connection->close;
}

sub serve {
    my ($connection) = @_;
    my $request = $connection->get_request or return;
    my $answer  = $answers{$request->method . ' ' . $request->uri->path};
    $connection->force_last_request;
    return $connection->send_error(404) unless $answer;
    $connection->send_response($answer->($request));
}

sub answer {
    my ($kind, $body) = @_;
    return HTTP::Response->new(200, 'OK', ['Content-Type' => $kind], $body);
}

sub page {
    open my $in, '<:raw', "$FindBin::Bin/../page/index.html" or die "the page is missing: $!\n";
    local $/;
    return answer('text/html', <$in>);
}

sub start {
    my $handle = $client->dispatch_background('count-primes', \'3000000')
        or return HTTP::Response->new(503, 'Unavailable', [], 'the job was not accepted');
    return answer('application/json', encode_json({handle => $handle}));
}

sub status {
    my ($request) = @_;
    my %query    = $request->uri->query_form;
    my $status   = $client->get_status($query{handle});
    my $progress = $status && $status->progress || [0, 0];
    my $truth    = sub { $_[0] ? JSON::PP::true : JSON::PP::false };
    return answer('application/json', encode_json({
        known   => $truth->($status && $status->known),
        running => $truth->($status && $status->running),
        done    => $progress->[0] + 0,
        of      => $progress->[1] + 0,
    }));
}
