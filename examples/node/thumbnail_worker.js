// Makes thumbnails: a picture comes in, a JPEG of at most 200 x 200 goes out.
'use strict'

const sharp = require('sharp')
const { work } = require('./jobs')

const SIDE = 200

work('thumbnail', (picture) =>
  sharp(picture).resize(SIDE, SIDE, { fit: 'inside', withoutEnlargement: true }).jpeg().toBuffer()
)
