module interop

go 1.24

require (
	github.com/appscode/g2 v0.0.0-20190123131438-388ba74fd273
	github.com/mikespook/gearman-go v0.0.0-20220520031403-2a518e866145
)

require (
	github.com/appscode/go v0.0.0-20191119085241-0887d8ec2ecc // indirect
	github.com/golang/glog v0.0.0-20160126235308-23def4e6c14b // indirect
	github.com/google/uuid v1.1.1 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	gopkg.in/robfig/cron.v2 v2.0.0-20150107220207-be2e0b0deed5 // indirect
)
