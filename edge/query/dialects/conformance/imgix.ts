import { approximated, type ConformanceTable, supported, unsupported } from './conformance.ts';

const box = 'w=40&h=40';
const cropped = `${box}&fit=crop`;
const generates = unsupported('it needs a machine-learning model; none runs here');
const draws = unsupported('text and other images are not drawn onto an image; use HTML and CSS');
const video = unsupported('videos and PDF are not supported');
const timing = unsupported('an animation keeps the frames and the delays of its original');
const retouches = unsupported('there is no such adjustment here');
const photographs = 'photographs are not retouched automatically';

/** imgix’s own list of parameters, version 11.35. */
export const imgixConformance: ConformanceTable = {
  service: 'imgix',
  pages: ['https://docs.imgix.com/apis/rendering', 'https://github.com/imgix/imgix-url-params'],
  parameters: {
    // size
    'w|width': supported('w=40'),
    'h|height': supported('h=40'),
    'fit|f': supported('fit=crop', box),
    'fit=clip fit=scale': supported('', cropped),
    'fit=crop fit=min fit=fill': supported('', box),
    'fit=max': supported('', 'w=200'),
    'fit=fillmax': supported('', 'w=200&h=200'),
    'fit=facearea': approximated('crops to the most salient part: faces are not detected', '', box),
    'fit=clamp': approximated('the background color takes the place of repeated edge pixels', '', box),
    ar: supported('ar=1:1', 'w=40&fit=crop'),
    rect: supported('rect=10,10,40,40'),
    'rect=right,bottom,20,20 rect=center,middle,20,20 rect=left,top,20,20': supported('', 'fm=png'),
    'crop crop=focalpoint': supported('crop=focalpoint&fp-x=1', cropped),
    'crop=top crop=bottom': supported('', 'w=60&h=10&fit=crop'),
    'crop=left crop=right crop=entropy': supported('', 'w=10&h=40&fit=crop'),
    'crop=faces': approximated('crops to the most salient part: faces are not detected', '', 'w=10&h=40&fit=crop'),
    'crop=edges': approximated('crops to the part with the most detail', '', 'w=10&h=40&fit=crop'),
    'max-w|max-width': supported('max-w=30', 'h=40&fit=crop'),
    'max-h|max-height': supported('max-h=20', 'w=40&fit=crop'),
    'min-w|min-width': supported('min-w=80', 'h=40&fit=crop'),
    'min-h|min-height': supported('min-h=50', 'w=40&fit=crop'),
    dpr: supported('dpr=2', 'w=20'),
    // focal point
    'fp-x': supported('crop=focalpoint&fp-x=1', 'w=10&h=40&fit=crop'),
    'fp-y': supported('crop=focalpoint&fp-y=1', 'w=60&h=10&fit=crop'),
    'fp-z': supported('fp-z=3', `${cropped}&crop=focalpoint`),
    'fp-debug': unsupported('`explain` shows where a crop is placed'),
    // automatic
    auto: supported('auto=format', 'w=40'),
    'auto=format': supported('', 'w=40'),
    'auto=compress': supported('', 'w=40'),
    'auto=enhance auto=redeye auto=true': unsupported(photographs),
    // format
    fm: supported('fm=png', 'w=40'),
    'fm=gif fm=json fm=png fm=png8 fm=png32 fm=webp fm=avif fm=blurhash': supported('', 'w=40'),
    'fm=jpg fm=pjpg': supported('', 'w=40', 'alpha.png'),
    'fm=jp2 fm=jxr fm=mp4 fm=webm': unsupported('there is no encoder for it here; the format stays as it is'),
    q: supported('q=10', 'w=40'),
    lossless: supported('lossless=1', 'w=40&fm=webp'),
    cs: supported('cs=origin', 'w=40', 'p3.jpg'),
    'cs=adobergb1998': unsupported('colors become sRGB, or stay in P3 with cs=origin'),
    dl: supported('dl=a.jpg'),
    ch: unsupported('use `w=auto`, one of this project’s own parameters, for client hints'),
    'chromasub colorquant dpi jpg-progressive|jpeg-progressive': unsupported(
      'encoder settings follow from format and quality',
    ),
    iptc: unsupported(
      'metadata is removed; `metadata=copyright`, one of this project’s own parameters, keeps the copyright',
    ),
    'svg-sanitize rasterize-bypass': unsupported('an SVG is always sanitized'),
    // color palette
    'palette colors prefix': unsupported('use `format=palette`, one of this project’s own parameters'),
    // adjustment
    bri: supported('bri=30', 'w=40'),
    con: supported('con=30', 'w=40'),
    gam: supported('gam=30', 'w=40'),
    hue: supported('hue=90', 'w=40'),
    'invert|inv': supported('invert=true', 'w=40'),
    sat: supported('sat=-50', 'w=40'),
    sharp: supported('sharp=50', 'w=40'),
    usm: approximated('sharpens as `sharp` does; usmrad is ignored', 'usm=50', 'w=40'),
    'usmrad exp high shad vib nr nrs': retouches,
    // stylize
    blur: supported('blur=50', 'w=40'),
    'monochrome|mono': approximated('the color’s alpha does not weaken it', 'monochrome=369', 'w=40'),
    sepia: supported('sepia=80', 'w=40'),
    'duotone duotone-alpha htn': retouches,
    px: supported('px=10', 'w=40'),
    // background, fill
    bg: supported('bg=369', 'w=40', 'alpha.png'),
    'bg=red bg=8369 bg=80336699': supported('', 'w=40', 'alpha.png'),
    'bg=tomato': unsupported('of CSS’s color names, only the twenty basic ones are known'),
    'fill-color|fillcolor': supported('fill-color=369', `${box}&fit=fill`),
    fill: supported('fill=solid&fill-color=369', `${box}&fit=fill`),
    'fill=solid': supported('fill=solid&fill-color=369', `${box}&fit=fill`),
    'fill=blur fill=gradient': unsupported('a letterbox can have only one color'),
    'fill=gen fill=generative': generates,
    'fill-gradient-cs fill-gradient-linear fill-gradient-linear-direction fill-gradient-radial fill-gradient-radial-radius fill-gradient-radial-x fill-gradient-radial-y fill-gradient-type':
      unsupported('a letterbox can have only one color'),
    'transparency grid-colors grid-size': unsupported('what is transparent stays so, or becomes the background color'),
    'fill-gen-fallback|fill-generative-fallback fill-gen-neg-prompt|fill-generative-negative-prompt fill-gen-pos|fill-generative-position fill-gen-prompt|fill-generative-prompt fill-gen-seed|fill-generative-seed':
      generates,
    'bg-remove|background-remove bg-remove-fallback bg-remove-fg-type bg-remove-semi-transparency|background-removal-semi-transparency bg-remove-transparency-threshold bg-replace|background-replace bg-replace-fallback bg-replace-neg-prompt|background-replace-negative-prompt':
      generates,
    'object-removal-negative-prompt object-removal-prompt object-removal-rect object-removal-seed upscale upscale-fallback lp-blur|license-plate-blur':
      generates,
    'face-blur face-pixel|face-pixelate faceindex facepad faces': generates,
    // border and padding
    border: supported('border=4,369', 'w=40'),
    'border-radius border-radius-inner border-bottom border-left border-right border-top border-stroke-color border-stroke-size':
      unsupported('a border has the same width on all sides'),
    pad: supported('pad=5', 'w=40'),
    'pad-top': supported('pad-top=5', 'w=40'),
    'pad-right': supported('pad-right=5', 'w=40'),
    'pad-bottom': supported('pad-bottom=5', 'w=40'),
    'pad-left': supported('pad-left=5', 'w=40'),
    // mask
    mask: supported('mask=ellipse', 'w=40'),
    'mask=ellipse': supported('', 'w=40'),
    'mask=corners': approximated('corners are rounded by corner-radius alone', 'mask=corners&corner-radius=9', 'w=40'),
    'mask=https://example.com/mask.png': unsupported('no other images are read'),
    'corner-radius': supported('mask=corners&corner-radius=9', 'w=40'),
    'mask-bg|maskbg': supported('mask-bg=369', 'w=40&mask=ellipse'),
    // rotation
    rot: approximated(
      'the canvas turns with the image, which is not zoomed until it fills its old one',
      'rot=90',
      'w=40',
    ),
    'rot-type|rottype|rott': unsupported('a rotated image gets a canvas that holds all of it'),
    flip: supported('flip=h', 'w=40'),
    'orient|or': approximated('turns the upright image, and does not replace its EXIF orientation', 'orient=6', 'w=40'),
    // trim
    trim: supported('trim=auto', '', 'framed.png'),
    'trim=auto': supported('', '', 'framed.png'),
    'trim=color trim=colorunlessalpha trim=alpha': approximated(
      'the color of the corners is trimmed',
      '',
      '',
      'framed.png',
    ),
    'trim-tol|trimtol': approximated(
      'ours is a distance of colors, 1 to 100',
      'trim=auto&trim-tol=50',
      '',
      'framed.png',
    ),
    'trim-color|trimcolor trim-alpha trim-md|trimmd trim-pad|trimpad trim-sd|trimsd': unsupported(
      'the color is taken from the corners, and the rest is not padded',
    ),
    // animation
    frame: supported('frame=2', '', 'animation.gif'),
    'frame=1-2': unsupported('one frame is sent, or all'),
    'fps interval loop reverse skip': timing,
    'page pdf-annotation|annotation video-bitrate video-codec video-thumbnail video-clip-start video-clip-end': video,
    expires: approximated('checked together with the signature, where the path needs one'),
    'mark|m mark-align|ma|markalign mark-alpha|markalpha|malph mark-base|mb|markbase mark-fit|mf|markfit mark-h|mh|markh mark-if-min-height mark-if-min-width mark-pad|mp|markpad mark-rot mark-scale|ms|markscale mark-tile|mtile|marktile mark-w|mw|markw mark-x|mx|markx mark-y|my|marky':
      unsupported('watermarks are named in the configuration and chosen by `mark`, a parameter of this project'),
    'blend|b blend-align|blendalign|ba blend-alpha|blendalpha|balph blend-color|blendcolor|blend-clr|blendclr blend-crop|blendcrop|bc blend-fit|blendfit|bf blend-h|blendh|bh blend-mode|blendmode|bm blend-pad|blendpad|bp blend-size|blendsize|bs blend-w|blendw|bw blend-x|blendx|bx blend-y|blendy|by':
      draws,
    'txt|t txt-align|txtalign|ta txt-clip|txtclip|tcl txt-color|txtcolor|txt-clr|txtclr|tc txt-fit|txtfit txt-font|tf|txtfont txt-line-color|txtlinecolor|txt-line-clr|txtlineclr txt-line|txtline|tl txt-pad|txtpad|tp txt-shad|txtshad|tsh txt-size|tsz|txtsize txt-width|txtwidth txt-x|txtx txt-y|txty txt-lead|txtlead txt-track|txttrack|tt':
      draws,
  },
};
